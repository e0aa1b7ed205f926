"""What the demo dealer found out and did about its complaints."""

# satisfaction item: causes (XML ids without their prefix) it may lead to
CAUSES = {
    "explain_work": ("cost_work",),
    "reception": ("time_reception",),
    "work_quality": ("quality_not_fixed", "quality_wrong", "quality_incomplete"),
    "explain_bill": ("cost_explained", "cost_quote"),
    "handover": ("time_handover",),
    "time_spent": ("time_promised", "time_promised", "parts_missing"),
    "kindness": ("attitude_impolite", "attitude_promise"),
    "pickup_help": ("attitude_nobody",),
    "car_clean": ("quality_damage", "others"),
    "lounge": ("others",),
}
# first word of the cause: (root cause, solution, corrective action, preventive action)
RECORDS = {
    "quality": (
        "维修后路试时间不足，故障现象没有完全复现就交车。",
        "请客户回店免费复检，重新处理并由技术主管路试确认。",
        "班组长当日重新检查同类车辆的维修质量，工单补充路试记录。",
        "异响、抖动类故障交车前必须由技术主管路试签字。",
    ),
    "time": (
        "当日预约集中，派工没有留出余量，进度也没有及时告知客户。",
        "向客户致歉，说明原因，赠送下次工时九折券一张。",
        "服务顾问在超出预计时间前半小时主动告知客户进度。",
        "预约按半小时分段控制数量，周末增加一个快保工位。",
    ),
    "cost": (
        "增项没有事先取得客户确认，结算单也没有逐项解释。",
        "逐项向客户说明费用，未经确认的项目予以减免。",
        "服务顾问重新学习报价与结算说明流程。",
        "增项必须电话或短信确认，结算前在车旁解释结算单。",
    ),
    "parts": (
        "常用配件安全库存设置偏低，到货时间没有告知客户。",
        "配件加急调货，到货后优先安排，并提供代步车。",
        "配件部当日核对在修车辆缺件清单。",
        "调整常用件安全库存，预约时先查配件再确认时间。",
    ),
    "attitude": (
        "高峰时段人手不足，接待时没有耐心倾听客户诉求。",
        "服务经理上门致歉，取得客户谅解。",
        "当事人书面检讨，班前会通报。",
        "每周抽查接待录音，服务礼仪纳入月度考核。",
    ),
    "others": (
        "洗车和休息区的检查流于形式，没有责任人。",
        "向客户致歉，安排一次免费精洗。",
        "洗车工位增加交车前检查表。",
        "前台每两小时巡视休息区并签字。",
    ),
}
INSTRUCTIONS = (
    "今天之内联系客户并道歉，服务经理跟进到底。",
    "先解决客户的问题，再查原因，明天上午向我汇报。",
    "责任部门两天内拿出整改措施，客户关怀部复访确认。",
    "按流程补偿客户，同类问题全部排查一遍。",
)
CONFIRMATIONS = (
    "客户表示问题已经处理，对结果认可。",
    "客户对处理速度满意，希望以后不要再发生。",
    "客户接受道歉，同意下次继续来店。",
)
FINAL_WORDS = (
    "处理得还可以，希望说到做到。",
    "态度很好，这次满意了。",
    "问题解决了就行。",
    "比预想的快，谢谢。",
)
# Complaints that no follow-up brought to light: (source, words, cause)
OTHERS = (
    ("phone", "打电话问维修进度，一直没人接，后来也没人回。", "attitude_promise"),
    ("counter", "当场反映报价和结算不一致，多收了检测费。", "cost_quote"),
    ("hotline", "厂家热线转来：同一故障修了两次还没好。", "quality_not_fixed"),
    ("counter", "等件等了一个星期，没有人主动联系过我。", "parts_missing"),
    ("opinion_book", "意见簿：休息区的卫生间该好好打扫了。", "others"),
    ("phone", "取车后发现右后门有新的划痕。", "quality_damage"),
    ("web", "网上留言：预约了上午，实际下午才开始做。", "time_promised"),
)
