// The shortcodes people and bots use most. An unknown one stays as it was written.

const TABLE = `
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️
rotating_light 🚨 fire 🔥 red_circle 🔴 large_red_circle 🔴 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵
large_orange_circle 🟠 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_orange_square 🟧
large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛
hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ alarm_clock ⏰ clock1 🕐 clock3 🕒 calendar 📅 date 📅
mag 🔍 mag_right 🔎 microscope 🔬 stethoscope 🩺 hospital 🏥 ambulance 🚑 pill 💊 syringe 💉 adhesive_bandage 🩹 dna 🧬
wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ gear ⚙️ toolbox 🧰 nut_and_bolt 🔩 link 🔗 electric_plug 🔌 battery 🔋 bulb 💡
rocket 🚀 tada 🎉 sparkles ✨ star ⭐ star2 🌟 boom 💥 zap ⚡ snowflake ❄️ cloud ☁️ sunny ☀️ umbrella ☔ rainbow 🌈
lock 🔒 unlock 🔓 key 🔑 shield 🛡️ eyes 👀 eye 👁️ brain 🧠 robot_face 🤖 ghost 👻 skull 💀 bug 🐛 beetle 🐞 ant 🐜 spider 🕷️
thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 ok_hand 👌 clap 👏 raised_hands 🙌 pray 🙏 muscle 💪 wave 👋 point_right 👉 point_down 👇 point_up ☝️
raised_hand ✋ hand ✋ handshake 🤝 writing_hand ✍️ heart ❤️ green_heart 💚 blue_heart 💙 yellow_heart 💛 broken_heart 💔 100 💯
smile 😄 grin 😁 joy 😂 slightly_smiling_face 🙂 wink 😉 blush 😊 thinking_face 🤔 sweat_smile 😅 sob 😭 cry 😢 scream 😱 confused 😕
sunglasses 😎 sleeping 😴 zzz 💤 partying_face 🥳 face_with_monocle 🧐 shrug 🤷 facepalm 🤦 no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑
stop_sign 🛑 construction 🚧 traffic_light 🚥 vertical_traffic_light 🚦 bell 🔔 no_bell 🔕 mute 🔇 loudspeaker 📢 mega 📣 speech_balloon 💬
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrows_counterclockwise 🔄 repeat 🔁
leftwards_arrow_with_hook ↩️ rewind ⏪ fast_forward ⏩ arrow_forward ▶️ double_vertical_bar ⏸️ black_square_for_stop ⏹️
information_source ℹ️ question ❓ grey_question ❔ exclamation ❗ grey_exclamation ❕ bangbang ‼️ heavy_plus_sign ➕ heavy_minus_sign ➖
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 clipboard 📋 memo 📝 pencil 📝 pencil2 ✏️ page_facing_up 📄 scroll 📜
file_folder 📁 open_file_folder 📂 package 📦 card_index_dividers 🗂️ wastebasket 🗑️ inbox_tray 📥 outbox_tray 📤 email 📧 envelope ✉️
computer 💻 desktop_computer 🖥️ floppy_disk 💾 cd 💿 satellite 🛰️ satellite_antenna 📡 globe_with_meridians 🌐 house 🏠 office 🏢 factory 🏭
elephant 🐘 whale 🐳 snake 🐍 cat 🐱 dog 🐶 turtle 🐢 rabbit 🐰 seedling 🌱 herb 🌿 four_leaf_clover 🍀 test_tube 🧪 compass 🧭 map 🗺️
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ checkered_flag 🏁 triangular_flag_on_post 🚩 dart 🎯
medal 🏅 trophy 🏆 gift 🎁 coffee ☕ beer 🍺 pizza 🍕 cake 🍰 apple 🍎 ticket 🎫 label 🏷️ bookmark 🔖 pushpin 📌 round_pushpin 📍 books 📚
small_red_triangle 🔺 small_blue_diamond 🔹 small_orange_diamond 🔸 large_blue_diamond 🔷 white_small_square ▫️ black_small_square ▪️
`;

const words = TABLE.trim().split(/\s+/);
const EMOJI = new Map();
for (let i = 0; i < words.length; i += 2) EMOJI.set(words[i], words[i + 1]);

const NAMES = new Map([...EMOJI].reverse().map(([name, glyph]) => [glyph.replace(/\uFE0F$/, ""), name]));
const GLYPHS = new RegExp(`(${[...NAMES.keys()].sort((a, b) => b.length - a.length).join("|")})\uFE0F?`, "gu");

// Text in pieces: plain strings, and {name} where somebody wrote an emoji as a character.
export function withEmoji(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(GLYPHS)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push({ name: NAMES.get(match[1]) });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

export const emoji = (name) => EMOJI.get(name.replace(/::skin-tone-\d/, ""));
export const emojiNames = () => [...EMOJI.keys()];
