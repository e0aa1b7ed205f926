"""What new, lost and key customers of the demo dealer said, in their own words."""

SATISFIES = (
    "集团车队每月的保养排期很准时，不耽误用车。",
    "有专人对接，有问题打一个电话就能解决。",
    "道路救援来得快，免费拖车很实在。",
    "月结转账方便，对账单清楚。",
    "维修质量稳定，同样的故障没有再出现。",
)
LACKS = (
    "周末保养要等很久，希望给车队留固定工位。",
    "配件缺货时没有提前通知。",
    "结算单希望按车牌分开打印。",
    "取送车服务要提前两天约，太早了。",
    "新能源车的维修人员偏少。",
)
COMPETITORS = (
    "别家保养送全车检测报告，手机上就能看。",
    "同行给车队的工时折扣更低。",
    "另一家有代步车，我们这里要排队。",
    "别的店晚上九点还能取车。",
)
WISHES = (
    "下季度安排一次驾驶员用车讲座。",
    "给二十台车统一做冬季检查。",
    "希望经理每月来一次，当面对账。",
)
BACK = (
    "价格再优惠一点就回来。",
    "离新家太远，有取送车服务就来。",
    "上次的异响处理好了我就来。",
    "周末能约到工位就来。",
)
NEW = (
    "交车讲解很细致，功能都演示了。",
    "车机有一次黑屏，重启后好了。",
    "赠送的脚垫还没有收到。",
    "上牌手续办得很快，谢谢。",
    "贷款的还款方式希望再讲清楚一点。",
)

_BY_PURPOSE = {
    # by the sequence of the question in the shipped questionnaire
    "key_customer": {20: SATISFIES, 30: LACKS, 40: COMPETITORS, 60: WISHES},
    "lost_vehicle": BACK,
    "new_vehicle": NEW,
}


def words(purpose, sequence):
    """Return the words a customer may answer an open question with.

    >>> len(words("key_customer", 30)), words("key_customer", 99), words("other", 1)
    (5, (), ())
    """
    found = _BY_PURPOSE.get(purpose, ())
    return found.get(sequence, ()) if isinstance(found, dict) else found
