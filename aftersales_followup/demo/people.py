"""Who the demo dealer's customers are: names, phones and addresses, drawn by a seed.

Mobile numbers use exchanges of zeros (138 0000 …), which no operator hands out to
people: a demo never rings at a stranger's.
"""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷"
)
FIRST_CHARACTERS = (
    "建国志明晓文海俊永振家思雅静丽春玉秀雪佳宇浩子天一嘉诗梓欣若博立学德"
)
SECOND_CHARACTERS = (
    "华军强伟平峰杰辉磊涛斌鹏刚勇敏芳娟霞玲婷慧琳颖燕洁怡涵轩睿航宁远超林东"
)
GIVEN_ALONE = "伟芳娜敏静强磊军洋勇艳杰涛超霞平刚颖琳斌鹏婷晨悦凯宁"

MOBILE_PREFIXES = (
    "130", "131", "135", "136", "137", "138", "139", "150", "152", "158", "159",
    "177", "180", "186", "187", "188", "189",
)  # fmt: skip

ROADS = (
    ("浦东新区", "张杨路"), ("浦东新区", "锦绣路"), ("浦东新区", "杨高南路"),
    ("浦东新区", "金桥路"), ("浦东新区", "川沙路"), ("杨浦区", "控江路"),
    ("杨浦区", "国顺路"), ("虹口区", "四平路"), ("虹口区", "大连西路"),
    ("静安区", "共和新路"), ("静安区", "江场路"), ("普陀区", "曹杨路"),
    ("普陀区", "真北路"), ("长宁区", "天山路"), ("长宁区", "仙霞路"),
    ("徐汇区", "漕宝路"), ("徐汇区", "龙华路"), ("闵行区", "七莘路"),
    ("闵行区", "莘松路"), ("闵行区", "虹梅路"), ("宝山区", "牡丹江路"),
    ("嘉定区", "曹安公路"), ("松江区", "人民北路"), ("青浦区", "公园路"),
)  # fmt: skip

FIRM_NAMES = (
    "宏远", "锦程", "瑞丰", "恒达", "新嘉", "东方盛", "致远", "华盈", "天辰", "联创",
    "博亚", "鼎信", "金桥源", "长风", "安捷", "普惠", "嘉禾", "立新", "众诚", "启明达",
)  # fmt: skip
FIRM_TRADES = (
    "物流有限公司", "建筑工程有限公司", "贸易有限公司", "信息科技有限公司",
    "装饰设计有限公司", "食品有限公司", "机电设备有限公司", "咨询有限公司",
)  # fmt: skip
FLEETS = (
    "上海申通达网约车服务有限公司", "上海捷运汽车租赁有限公司",
    "上海城际出租汽车有限公司", "上海绿行新能源出行有限公司",
    "上海顺途旅游客运有限公司", "上海安达驾驶培训有限公司",
    "上海云仓城市配送有限公司", "上海新里程班车服务有限公司",
)  # fmt: skip
OFFICES = (
    "机关事务管理中心", "图书馆", "教育局后勤中心", "市场监督管理局",
    "水务管理所", "疾病预防控制中心",
)  # fmt: skip
POLICE = ("公安分局警务保障处", "人民法院后勤科", "人民检察院行政科")


def person_name(rng):
    """Return a Chinese name of two or three characters."""
    surname = rng.choice(SURNAMES)
    if rng.random() < 0.22:
        return surname + rng.choice(GIVEN_ALONE)
    return surname + rng.choice(FIRST_CHARACTERS) + rng.choice(SECOND_CHARACTERS)


def firm_name(rng, category):
    """Return the name of an organisation of a customer category (its code)."""
    if category == "fleet":
        return rng.choice(FLEETS)
    district = rng.choice(ROADS)[0]
    if category == "government":
        return district + rng.choice(OFFICES)
    if category == "police":
        return district + rng.choice(POLICE)
    return f"上海{rng.choice(FIRM_NAMES)}{rng.choice(FIRM_TRADES)}"


def unique(draw, taken):
    """Return what ``draw()`` gives, drawn again until it is not in ``taken`` yet.

    >>> values = iter([1, 1, 2])
    >>> taken = {1}
    >>> unique(lambda: next(values), taken), sorted(taken)
    (2, [1, 2])
    """
    value = draw()
    while value in taken:
        value = draw()
    taken.add(value)
    return value


def mobile(rng):
    """Return a mobile number as it is written in China."""
    return f"+86 {rng.choice(MOBILE_PREFIXES)} 0000 {rng.randrange(10000):04d}"


def landline(rng):
    """Return a Shanghai landline number in an exchange of zeros."""
    return f"+86 21 5000 {rng.randrange(10000):04d}"


def address(rng):
    """Return (district, street with house number)."""
    district, road = rng.choice(ROADS)
    street = f"{road}{rng.randrange(18, 2600)}号"
    if rng.random() < 0.6:
        flat = rng.randrange(1, 25) * 100 + rng.randrange(1, 5)
        street += f"{rng.randrange(1, 30)}栋{flat}室"
    return district, street
