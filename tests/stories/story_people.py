"""Five hundred invented people whose names are written in many scripts."""

from collections.abc import Iterator

_NAMES = {
    "latin": ("Zoë Łucja Ève Ñuria Þóra", "Brontë Öztürk O’Neill Nuñez Šimková"),
    "vietnamese": ("Nguyễn Trần Phạm", "Hương Đức Thảo Tuấn"),
    "greek": ("Ελένη Γιώργος Σοφία", "Ιωάννου Καραγιάννη Φως"),
    "cyrillic": ("Юлия Щорс Їжак", "Кузнецова Ґалаґан Ёлкина"),
    "hebrew": ("נועה יואב שירה", "אלון ברק גולן"),
    "arabic": ("ليلى محمد عائشة", "الأمين الحسن قاسم"),
    "devanagari": ("आरव प्रिया क्षमा", "शर्मा त्रिपाठी ज्ञान"),
    "bengali": ("অনন্যা রাহুল", "চট্টোপাধ্যায় সেন"),
    "tamil": ("கவிதா முருகன்", "சுந்தரம் வேலு"),
    "thai": ("สมชาย พิมพ์ใจ", "ศรีสุข ทองดี"),
    "georgian": ("ნინო გიორგი", "ბერიძე ყიფიანი"),
    "armenian": ("Անի Արամ", "Պետրոսյան Սարգսյան"),
    "amharic": ("ሰላም ዳዊት", "ተስፋዬ ገብረ"),
    "han": ("伟 秀英 小龙", "王 歐陽 諸葛"),
    "kana": ("さくら ゆうと", "タナカ スズキ"),
    "hangul": ("서연 민준", "김 남궁"),
    "astral": ("𠮷野 👩🏽‍🚀Ada", "\U0001d4b5eta 𐐀𐐨"),
    "marks": ("A\u0301da Zalgo\u0336", "e\u0308lf D\u2019Arc"),
}


def people(number: int, prefix: str = "person") -> Iterator[tuple[str, str]]:
    """Name and address of so many people; no two share an address."""
    scripts = [(given.split(), family.split()) for given, family in _NAMES.values()]
    for index in range(number):
        given, family = scripts[index % len(scripts)]
        turn = index // len(scripts)
        name = f"{given[turn % len(given)]} {family[turn // len(given) % len(family)]}"
        yield name, f"{prefix}.{index}@example.{('com', 'org')[index % 2]}"
