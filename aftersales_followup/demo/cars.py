"""What the demo dealer's customers drive: models, plates and VINs, drawn by a seed."""

# (brand as the fleet app ships it, model, start of the VIN, fuel, weight in the fleet)
MODELS = (
    ("Volkswagen", "朗逸 1.5L", "LSVN", "gasoline", 22),
    ("Volkswagen", "帕萨特 280TSI", "LSVC", "gasoline", 14),
    ("Volkswagen", "途观L 330TSI", "LSVX", "gasoline", 16),
    ("Volkswagen", "途岳 280TSI", "LSVY", "gasoline", 10),
    ("Volkswagen", "ID.3 纯电", "LSVF", "electric", 8),
    ("Volkswagen", "ID.4 X 纯电", "LSVU", "electric", 6),
    ("Skoda", "明锐 1.5L", "LSVA", "gasoline", 9),
    ("Skoda", "速派 280TSI", "LSVE", "gasoline", 6),
    ("Skoda", "柯迪亚克 330TSI", "LSVJ", "gasoline", 9),
)
COLORS = ("珍珠白", "极地白", "深海蓝", "雅士灰", "曜石黑", "流光银", "玛瑙红")

PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
PLATE_AREAS = ("沪A", "沪B", "沪C", "沪D", "沪E", "沪F", "沪G", "沪K", "沪L", "沪N")

VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True)
)
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
# The letter of the model year: I, O, Q, U and Z are not used.
VIN_YEARS = dict(zip(range(2010, 2040), "ABCDEFGHJKLMNPRSTVWXY123456789", strict=True))


def plate(rng, electric):
    """Return a Shanghai licence plate; electric cars have one character more.

    >>> import random
    >>> len(plate(random.Random(1), False)), len(plate(random.Random(1), True))
    (8, 9)
    """
    area = rng.choice(PLATE_AREAS)
    if electric:
        return f"{area}·D{rng.choice(PLATE_LETTERS)}{rng.randrange(10000):04d}"
    characters = [rng.choice("0123456789") for _position in range(5)]
    for position in rng.sample(range(4), rng.choice((0, 1, 1, 2))):
        characters[position] = rng.choice(PLATE_LETTERS)
    return f"{area}·{''.join(characters)}"


def check_digit(vin):
    """Return the ninth character of a VIN, computed from the others (ISO 3779).

    >>> check_digit("1M8GDM9AXKP042788")
    'X'
    """
    total = sum(
        int(VIN_VALUES.get(character, character)) * weight
        for character, weight in zip(vin, VIN_WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11]


def vin(rng, start, year):
    """Return a VIN of 17 characters with a valid check digit.

    :param str start: its first four characters, by model
    :param int year: the model year, 2010 to 2039
    """
    middle = f"{rng.choice('ABDEFGH')}{rng.randrange(100):02d}{rng.choice('1678')}"
    end = f"{VIN_YEARS[year]}{rng.choice('2NE')}{rng.randrange(1000000):06d}"
    draft = f"{start}{middle}0{end}"
    return f"{draft[:8]}{check_digit(draft)}{draft[9:]}"
