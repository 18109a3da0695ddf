// The emoji a status bot lives on, drawn: the same on every machine, also where no emoji font is installed.
// Each drawing is a list of [path, fill] on a 20 x 20 grid; a fill of "~colour" strokes the path instead.

const R = "#e0364f", G = "#1f9d6b", B = "#2f7fd6", Y = "#f2b632", O = "#ef8a2c", P = "#8a4fc4", K = "#2b2733", W = "#ffffff", S = "#9aa3b2", N = "#a06a3c", D = "#5a6270";
const DISC = "M10 1.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z";
const BOX = "M4.5 2h11A2.5 2.5 0 0 1 18 4.5v11a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 2 15.5v-11A2.5 2.5 0 0 1 4.5 2z";
const TICK = "M5.5 10.5l3 3 6-7";
const CROSS = "M5 5l10 10M15 5L5 15";
const BANG = "M10 5v6M10 14.5v.1";
const ASK = "M7 7.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.9M10 15v.1";
const GLASS = [["M5 2.5h10M5 17.5h10", `~${N}`], ["M6 3h8c0 4-2.5 5-3 7 .5 2 3 3 3 7H6c0-4 2.5-5 3-7-.5-2-3-3-3-7z", "#dcebf7"], ["M7.5 5h5c-.5 2-2 3-2.5 4.5C9.500 8 8 7 7.500 5zM7 17c.5-2.500 2-3 3-4 1 1 2.500 1.500 3 4z", Y]];
const CLOCK = [[DISC, "#e8ecf2"], [DISC, `~${D}`], ["M10 5.5V10l3 2", `~${K}`]];
const HAND = "M6.500 9.500l3-7c1.500 0 2.200 1 1.900 2.500L11 8h4.500c1.200 0 2 1 1.700 2.200l-1.300 5.600c-.2 1-1 1.700-2 1.700H6.500zM2.500 9.500h3v8h-3z";
const PAGE = "M4.500 2h8l3.500 3.500V18h-11.500z";
const HEART = "M10 17.500C3.500 13 1.500 9.500 2.500 6.300 3.500 3 7.700 2.500 10 5.800c2.300-3.300 6.500-2.800 7.500.5 1 3.200-1 6.700-7.500 11.200z";
const STAR = "M10 1.500l2.600 5.600 6 .7-4.500 4.100 1.200 6L10 14.900l-5.300 3 1.200-6L1.400 7.800l6-.7z";
const WRENCH = "M17.500 5.500l-3 3-2.500-.5-.5-2.500 3-3a5 5 0 0 0-6.300 6.300L2.500 14.500a2.100 2.100 0 0 0 3 3l5.700-5.700a5 5 0 0 0 6.300-6.300z";
const LOOP = "M16.500 8A7 7 0 0 0 4 6.500M3.500 12A7 7 0 0 0 16 13.500M4 2.500v4h4M16 17.500v-4h-4";
const LENS = [["M8.500 2.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12z", "#dcebf7"], ["M8.500 2.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM13 13l5 5", `~${D}`]];
const LOCK = [["M6 9V6.500a4 4 0 0 1 8 0V9", `~${S}`], ["M4 9h12v9H4z", Y], ["M10 12.500v2.500", `~${N}`]];

const DRAWN = {
  white_check_mark: [[BOX, G], [TICK, `~${W}`]], heavy_check_mark: [[TICK, `~${G}`]], ballot_box_with_check: [[BOX, B], [TICK, `~${W}`]],
  x: [[CROSS, `~${R}`]], negative_squared_cross_mark: [[BOX, G], [CROSS, `~${W}`]],
  warning: [["M10 1.800L19 17.500H1z", Y], ["M10 7v5M10 14.800v.1", `~${K}`]], no_entry: [[DISC, R], ["M5.500 10h9", `~${W}`]],
  no_entry_sign: [["M10 2.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15zM5 5l10 10", `~${R}`]],
  octagonal_sign: [["M6.500 1.500h7l5 5v7l-5 5h-7l-5-5v-7z", R], ["M6 10h8", `~${W}`]], construction: [["M2 5h16v6H2z", Y], ["M5 11l4-6M11 11l4-6M5 11v6M15 11v6", `~${K}`]],
  rotating_light: [["M4 14a6 6 0 0 1 12 0z", R], ["M3 14.500h14V18H3z", D], ["M10 1.500v3M2.500 5l2 2M17.500 5l-2 2", `~${O}`]],
  information_source: [[BOX, B], ["M10 9.500V14M10 6v.1", `~${W}`]], question: [[ASK, `~${R}`]], grey_question: [[ASK, `~${S}`]], exclamation: [[BANG, `~${R}`]], grey_exclamation: [[BANG, `~${S}`]],
  hourglass: GLASS, hourglass_flowing_sand: GLASS, stopwatch: [...CLOCK, ["M8 1h4", `~${D}`]], alarm_clock: CLOCK, clock1: CLOCK, clock3: CLOCK,
  mag: LENS, mag_right: LENS, eyes: [["M6 4.500c-2.500 0-4 2.500-4 5.500s1.500 5.500 4 5.500 4-2.500 4-5.500-1.500-5.500-4-5.500zM14 4.500c-2.500 0-4 2.500-4 5.500s1.500 5.500 4 5.500 4-2.500 4-5.500-1.500-5.500-4-5.500z", W], ["M6 4.500c-2.500 0-4 2.500-4 5.500s1.500 5.500 4 5.500 4-2.500 4-5.500-1.500-5.500-4-5.500zM14 4.500c-2.500 0-4 2.500-4 5.500s1.500 5.500 4 5.500 4-2.500 4-5.500-1.500-5.500-4-5.500z", `~${D}`], ["M5 8.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM13 8.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4z", K]],
  wrench: [[WRENCH, D]], hammer_and_wrench: [["M3 5l3-3 11.500 12.500-3 3z", N], [WRENCH, D]], gear: [["M10 2v3M10 15v3M2 10h3M15 10h3M4.300 4.300l2.200 2.200M13.500 13.500l2.200 2.200M15.700 4.300l-2.200 2.200M6.500 13.500l-2.200 2.200M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", `~${D}`]],
  stethoscope: [["M5 2.500H4v5a4 4 0 0 0 8 0v-5h-1M8 11.500V13a4.500 4.500 0 0 0 9 0v-2", `~${D}`], ["M17 7.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4z", B]],
  hospital: [["M3 18V5l7-3 7 3v13z", "#e3e8f0"], ["M10 6v6M7 9h6", `~${R}`]], ambulance: [["M1.500 5h11v9h-11zM12.500 8h3.500l2.500 3v3h-6z", "#dfe5ee"], ["M7 7v5M4.500 9.500h5", `~${R}`], ["M5 13a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM14.500 13a2 2 0 1 0 0 4 2 2 0 0 0 0-4z", K]],
  adhesive_bandage: [["M2.500 12.500l10-10a3.500 3.500 0 0 1 5 5l-10 10a3.500 3.500 0 0 1-5-5z", "#e9b98a"], ["M8 8l4 4", `~${N}`]], pill: [["M3 12l5 5 4-4-5-5z", R], ["M8 7l4-4a3.500 3.500 0 0 1 5 5l-4 4z", Y]],
  rocket: [["M10 1.500c3.500 3 4 7 3 12H7c-1-5-.5-9 3-12z", "#d9e0ea"], ["M7 9l-3.500 5H7zM13 9l3.500 5H13z", R], ["M8 14.500h4L10 19z", O], ["M10 5.500a1.700 1.700 0 1 0 0 3.400 1.700 1.700 0 0 0 0-3.400z", B]],
  tada: [["M2 18l5-11 6 6z", Y], ["M11 7l3-4M13 9l5-1M9 5V2M15 14l3 1", `~${P}`]], fire: [["M10 1.500c1 4 5.500 5 5.500 10.500a5.500 5.500 0 0 1-11 0c0-3 2-4 2-6.500 1.500.5 2.200 1.500 2.500 2.500.8-2 1.300-4 1-6.500z", O], ["M10 10c1 1.500 2.500 2 2.500 4a2.500 2.500 0 0 1-5 0c0-1.700 1.500-2.300 2.500-4z", Y]],
  boom: [[STAR, O], ["M10 6v5M10 14v.1", `~${W}`]], zap: [["M11.500 1L4 11.500h5L8 19l8-11h-5.500z", Y]], sparkles: [["M8 3l1.500 4.500L14 9l-4.500 1.500L8 15l-1.500-4.500L2 9l4.500-1.500zM15.500 12l.8 2.200 2.200.8-2.200.8-.8 2.200-.8-2.200-2.200-.8 2.200-.8z", Y]],
  star: [[STAR, Y]], star2: [[STAR, Y]], bulb: [["M10 1.500a6 6 0 0 0-3.500 10.900V15h7v-2.600A6 6 0 0 0 10 1.500z", Y], ["M7.500 17h5", `~${D}`]], bell: [["M10 2a5 5 0 0 0-5 5c0 5-2 6-2 7.500h14C17 13 15 12 15 7a5 5 0 0 0-5-5zM8 15.500h4a2 2 0 0 1-4 0z", Y]],
  no_bell: [["M10 2a5 5 0 0 0-5 5c0 5-2 6-2 7.500h14C17 13 15 12 15 7a5 5 0 0 0-5-5z", S], ["M3 3l14 14", `~${R}`]], lock: LOCK, unlock: [["M6 9V6.500a4 4 0 0 1 7.500-2", `~${S}`], ...LOCK.slice(1)],
  key: [["M7 3.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l7 7M14 14l2-2", `~${Y}`]], shield: [["M10 1.500l7 2.500v5.500c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V4z", B]], link: [["M8.500 11.500a3.500 3.500 0 0 0 5 0l3-3a3.500 3.500 0 0 0-5-5L10 5M11.500 8.500a3.500 3.500 0 0 0-5 0l-3 3a3.500 3.500 0 0 0 5 5L10 15", `~${D}`]],
  electric_plug: [["M6 8h8v3a4 4 0 0 1-8 0zM9 15h2v4H9z", K], ["M8 3v5M12 3v5", `~${D}`]], bug: [["M10 5a4.500 4.500 0 0 0-4.500 4.500v3a4.500 4.500 0 0 0 9 0v-3A4.500 4.500 0 0 0 10 5z", G], ["M2 7l3.500 2M18 7l-3.500 2M2 12h3.500M18 12h-3.500M3 17l3-2M17 17l-3-2M8 5L6.500 2.500M12 5l1.500-2.500", `~${D}`]],
  robot_face: [["M4 6h12a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z", "#c9d2de"], ["M10 6V2.500M7 14h6", `~${D}`], ["M6.500 9a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3zM13.500 9a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3z", B]],
  arrows_counterclockwise: [[LOOP, `~${B}`]], repeat: [[LOOP, `~${B}`]], leftwards_arrow_with_hook: [["M7 3.500L3 7.500l4 4M3.500 7.500H13a4 4 0 0 1 0 8H8", `~${B}`]],
  arrow_right: [["M3 10h13M11 5l5 5-5 5", `~${B}`]], arrow_left: [["M17 10H4M9 5l-5 5 5 5", `~${B}`]], arrow_up: [["M10 17V4M5 9l5-5 5 5", `~${B}`]], arrow_down: [["M10 3v13M5 11l5 5 5-5", `~${B}`]],
  arrow_forward: [[BOX, B], ["M8 6l6 4-6 4z", W]], double_vertical_bar: [[BOX, B], ["M8 6.500v7M12 6.500v7", `~${W}`]], thumbsup: [[HAND, Y]], "+1": [[HAND, Y]],
  heart: [[HEART, R]], green_heart: [[HEART, G]], blue_heart: [[HEART, B]], yellow_heart: [[HEART, Y]], memo: [[PAGE, "#e8edf4"], ["M7 8h6M7 11h6M7 14h3", `~${D}`]], page_facing_up: [[PAGE, "#e8edf4"], ["M7 8h6M7 11h6M7 14h6", `~${S}`]],
  clipboard: [["M4 3.500h12V18H4z", N], ["M6 6h8v10H6z", W], ["M7.500 2h5v3h-5z", S]], package: [["M2 6l8-4 8 4v8l-8 4-8-4z", "#d8a76a"], ["M2 6l8 4 8-4M10 10v8", `~${N}`]], bar_chart: [["M3 18V9h3.500v9zM8.300 18V3h3.500v15zM13.600 18v-6h3.500v6z", B]],
  chart_with_upwards_trend: [["M2 2.500v15.500h16", `~${S}`], ["M4.500 14l4-4 3 2L17 5", `~${R}`]], chart_with_downwards_trend: [["M2 2.500v15.500h16", `~${S}`], ["M4.500 5l4 4 3-2L17 14", `~${B}`]],
  speech_balloon: [["M3 3h14v10H9l-4.500 4V13H3z", "#dfe6ef"], ["M3 3h14v10H9l-4.500 4V13H3z", `~${S}`]], test_tube: [["M7 2h6v13a3 3 0 0 1-6 0z", "#dcebf7"], ["M7 9h6v6a3 3 0 0 1-6 0z", G]], checkered_flag: [["M4 2v16.500", `~${D}`], ["M4 3h4v4H4zM12 3h4v4h-4zM8 7h4v4H8zM4 7h0z", K]],
  triangular_flag_on_post: [["M4 2v16.500", `~${D}`], ["M4 3l12 4.500L4 12z", R]], dart: [[DISC, R], ["M10 5a5 5 0 1 0 0 10 5 5 0 0 0 0-10z", W], ["M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z", R]], seedling: [["M10 18v-7", `~${G}`], ["M10 11C4 11 3 7 3 4c5 0 7 2.500 7 7zM10 12c0-4 2.500-6 7-6 0 4-2.500 6-7 6z", G]],
  satellite_antenna: [["M3 8a8.500 8.500 0 0 0 9 9z", S], ["M8 12l5-5M13 3a5 5 0 0 1 4 4", `~${D}`]], globe_with_meridians: [[DISC, "#dcebf7"], ["M10 1.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM1.500 10h17M10 1.500c-5 5-5 12 0 17M10 1.500c5 5 5 12 0 17", `~${B}`]],
};
const COLOURS = { red: R, orange: O, yellow: Y, green: G, blue: B, purple: P };
for (const [name, colour] of Object.entries(COLOURS)) {
  DRAWN[`large_${name}_circle`] = [[DISC, colour]];
  DRAWN[`large_${name}_square`] = [[BOX, colour]];
}
Object.assign(DRAWN, { red_circle: [[DISC, R]], white_circle: [[DISC, "#e9edf2"], [DISC, `~${S}`]], black_circle: [[DISC, K]], white_large_square: [[BOX, "#e9edf2"]], black_large_square: [[BOX, K]], stop_sign: DRAWN.octagonal_sign });

export function drawing(name) {
  const parts = DRAWN[name];
  if (!parts) return null;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  for (const [d, fill] of parts) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const stroked = fill.startsWith("~");
    path.setAttribute("d", d);
    path.setAttribute("fill", stroked ? "none" : fill);
    if (stroked) path.setAttribute("stroke", fill.slice(1));
    svg.append(path);
  }
  return svg;
}
