from bot.codec import decode_report, decode_request, encode_report, encode_request
from handlers.core.request import Request
from tests.bot.reports import failing_report


def test_a_report_survives_the_trip_through_json():
    assert decode_report(encode_report(failing_report())) == failing_report()


def test_files_can_be_left_out():
    decoded = decode_report(encode_report(failing_report(), files=False))
    assert decoded.files == ()
    assert decoded.findings == failing_report().findings


def test_a_request_survives_the_trip_through_json():
    request = Request("diagnose", "staging", "backend", {"sessions": 3}, "r1", "U1")
    assert decode_request(encode_request(request)) == request
