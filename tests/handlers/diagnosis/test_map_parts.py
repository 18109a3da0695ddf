from handlers.diagnosis.map_parts import BOX, LOOKS, name_letters, tiles
from handlers.pictures.canvas import Canvas, lettering


def test_drawing_the_boxes_leaves_the_canvas_as_white_as_it_was():
    canvas = Canvas(600, 300)
    white = canvas.image.tobytes()
    assert set(tiles(canvas)) == set(LOOKS)
    assert canvas.image.tobytes() == white


def test_every_state_has_a_box_that_looks_different_in_grey_too():
    canvas = Canvas(600, 300)
    made = {tile.image.convert("L").tobytes() for tile in tiles(canvas).values()}
    assert len(made) == len(LOOKS)


def test_long_names_that_differ_in_their_ends_alone_are_told_apart():
    canvas = Canvas(10, 10)
    one, other = (name_letters(canvas, f"notification-dispatcher-of-the-shop-{end}") for end in (1, 2))
    assert one.mask.width <= BOX
    assert one.mask.tobytes() != other.mask.tobytes()


def test_a_short_name_is_set_whole():
    canvas = Canvas(10, 10)
    assert name_letters(canvas, "auth").mask.tobytes() == lettering("auth", 32, "mm").mask.tobytes()
