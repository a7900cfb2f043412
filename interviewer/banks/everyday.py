"""Small talk that states no point of any interview: a cue that fires on it is too loose."""

from __future__ import annotations

from collections.abc import Mapping

EVERYDAY: Mapping[str, tuple[str, ...]] = {
    "zh": (
        "今天天气不错，我们晚上一起去吃火锅吧。",
        "他昨天下班以后去超市买了牛奶和面包。",
        "这个周末我想在家里好好睡一觉。",
        "地铁上人太多了，我等了三趟才上去。",
        "妈妈打电话问我什么时候回家过年。",
        "楼下那家面馆的牛肉面比以前贵了两块钱。",
        "孩子的作业还没有写完，先别看电视。",
        "我们小区的电梯又坏了，只能走楼梯。",
        "你的手机放在桌子上，别忘了带走。",
        "下午要下雨，记得把窗户关上。",
        "这部电影很长，看到一半我就困了。",
        "她养了一只猫，每天早上都来叫她起床。",
        "我觉得这双鞋有点小，换大一号吧。",
        "周日我们全家去公园散步，拍了很多照片。",
        "他说话声音很轻，后面的人听不清楚。",
        "那个问题我也不知道，你去问问别人。",
        "我可能要晚一点到，你们先点菜。",
        "最近工作很忙，好久没有去跑步了。",
        "大家都喜欢他，因为他很会讲笑话。",
        "这里的人都很热情，给我们指了路。",
        "机票比上个月便宜，我们就买了。",
        "数据线找不到了，借你的用一下。",
        "客户还没有来，我们先喝杯茶。",
        "我用手机看了看时间，已经十点多了。",
    ),
    "en": (
        "The weather is lovely today, so let's eat outside.",
        "He went to the supermarket after work and bought milk and bread.",
        "I just want to sleep in this weekend.",
        "The train was so full that I had to wait for the next one.",
        "My mother called to ask when we are coming home for the holidays.",
        "The noodle shop downstairs raised its prices again.",
        "The children have not finished their homework yet.",
        "The lift in our building is broken, so we take the stairs.",
        "You left your phone on the table, do not forget it.",
        "It is going to rain, please close the window.",
        "That film was so long that I fell asleep halfway through.",
        "She has a cat that wakes her up every morning.",
        "I think these shoes are a little small, let me try another pair.",
        "On Sunday we walked in the park and took a lot of pictures.",
        "He speaks so quietly that nobody at the back can hear him.",
        "I don't know the answer either, you should ask somebody else.",
        "I may be a little late, so please order without me.",
        "I have been busy at work and have not gone running for weeks.",
        "Everybody likes him because he tells good jokes.",
        "The people here are friendly and showed us the way.",
        "The tickets were cheaper than last month, so we bought them.",
        "I can't find my charger, may I use yours?",
        "The customer is not here yet, let's have a cup of tea.",
        "I looked at my phone and it was already past ten.",
    ),
}

LIMIT = 2
"""A cue that fires on that many of the sentences is refused; one may be an accident."""
