"""More of what must find what: what hurried, careless and curious people type. Read by ``pairs``."""

from __future__ import annotations

ODD = """
红lou梦 | 红楼梦 | +
hong楼梦 | 红楼梦 | +
红楼meng | 红楼梦 | +
红lm | 红楼梦 | +
红楼m | 红楼梦 | +
h楼梦 | 红楼梦 | +
红lou水 | 红楼梦 | -
hongl | 红楼梦 | +
honglm | 红楼梦 | +
hlmeng | 红楼梦 | +
hong l m | 红楼梦 | +
h l m | 红楼梦 | +
h.l.m | 红楼梦 | +
ｈｌｍ | 红楼梦 | +
ｈｏｎｇｌｏｕｍｅｎｇ | 红楼梦 | +
lv | 绿 | +
lü | 绿 | +
lu: | 绿 | +
lu:se | 绿色 | +
lvse | 绿色 | +
lu:xing | 旅行 | +
LÜXING | 旅行 | +
LVXING | 旅行 | +
nu:er | 女儿 | +
nvhai | 女孩 | +
nuhai | 女孩 | -
lue | 略 | +
lve | 略 | +
lüe | 略 | +
lvelun | 略论 | +
luelun | 略论 | +
xiongmao | 熊猫 | +
熊貓 | 熊猫 | +
単 | author:单田芳 | +
单 | author:單田芳 | +
单田芳 | author:單田芳 | +
dantianfang | author:单田芳 | -
zeng | author:曾国藩 | +
zhaliangyong | author:查良镛 | +
chaliangyong | author:查良镛 | -
zly | author:查良镛 | +
qiuyuan | author:仇远 | +
chouyuan | author:仇远 | -
pujinghui | author:朴槿惠 | -
piaojinhui | author:朴槿惠 | +
ouyangxiu wenji | author:欧阳修 title:文集 | +
zhangsun | author:长孙无忌 | +
zhangsunwuji | author:长孙无忌 | +
yuechongwu | author:乐崇武 | +
xianxinghai | author:冼星海 | +
heisheng | 黑圣 | +
2020 | 二〇二〇年 | +
二零二零 | 2020年 | +
二零二零 | 二〇二〇年 | +
第十卷 | 第10卷 | +
卷10 | 卷十 | +
卷一〇 | 卷10 | +
2 | 第二卷 | +
二 | 第2卷 | +
Ⅱ | 第二卷 | +
Ⅱ | 2 | +
2 | Ⅱ | +
二 | Ⅱ | +
哈利波特2 | 哈利·波特Ⅱ | +
哈利波特 2 | 哈利波特二 | +
Ⅳ | 第四册 | +
第三册 | 第Ⅲ册 | +
③ | 第三册 | +
㈡ | 第二册 | +
中國 | 中国 | +
㊥國 | 中国 | +
髪 | 发 | +
头髮 | 頭发 | +
理髮師 | 理发师 | +
干面 | 乾麵 | +
幹 | 干 | +
乾 | 干 | +
后 | 後 | +
先後 | 先后 | +
太后 | 太后 | +
乾坤 | 干坤 | +
复習 | 復习 | +
複雜 | 复杂 | +
覆盖 | 覆蓋 | +
历 | 曆 | +
日历 | 日曆 | +
歷史 | 历史 | +
歷 | 暦 | +
谷 | 穀 | +
斗 | 鬥 | +
台 | 臺 | +
云 | 雲 | +
余 | 餘 | +
余光中 | author:余光中 | +
餘光中 | author:余光中 | +
姜 | 薑 | +
范仲淹 | 範仲淹 | +
沈从文 | 沈從文 | +
瀋陽 | 沈阳 | +
制 | 製 | +
系 | 係 | +
系 | 繫 | +
征 | 徵 | +
面 | 麵 | +
丑 | 醜 | +
了解 | 瞭解 | +
胡同 | 衚衕 | +
胡子 | 鬍子 | +
只 | 隻 | +
裡 | 里 | +
裏 | 里 | +
叶 | 葉 | +
叶圣陶 | 葉聖陶 | +
葉聖陶 | author:叶圣陶 | +
弥漫 | 瀰漫 | +
弥勒 | 彌勒 | +
尽 | 盡 | +
尽 | 儘 | +
卷 | 捲 | +
吊 | 弔 | +
群众 | 羣衆 | +
迹 | 跡 | +
着 | 著 | +
凶 | 兇 | +
愈 | 癒 | +
欲 | 慾 | +
御 | 禦 | +
郁 | 鬱 | +
赞 | 讚 | +
札记 | 劄记 | +
札記 | 劄記 | +
并 | 並 | +
于 | 於 | +
岳 | 嶽 | +
岳飞 | 嶽飞 | +
涌 | 湧 | +
侖 | 仑 | +
昇 | 升 | +
异体 | 異體 | +
黄 | 黃 | +
青 | 靑 | +
户 | 戶 | +
戸 | 户 | +
值 | 値 | +
别 | 別 | +
呉 | 吴 | +
緑 | 绿 | +
顏 | 颜 | +
姫 | 姬 | +
産 | 产 | +
内 | 內 | +
册 | 冊 | +
录 | 録 | +
錄 | 録 | +
説文解字 | 说文解字 | +
豐子愷 | author:丰子恺 | +
丰子恺 | author:豐子愷 | +
傅雷家书 | 傅雷家書 | +
金圣叹 | 金聖歎 | +
\ufa19 | 神话 | +
神话 | \ufa19话 | +
\ufa1b | 福 | +
\uf9a8 | 令 | +
\ufa4c会 | 社會 | +
凞 | 康熙 | +
呼兰河传 | 呼蘭河傳 | +
hulanhezhuan | 呼兰河传 | +
renyuan | 人员 | +
renyu | 人鱼 | +
lyuse | 绿色 | +
社会 | 社會 | +
葛 | 葛\U000e0100 | +
葛\U000e0101 | 葛 | +
辻\U000e0100 | 辻 | +
⼈⽂ | 人文 | +
⼀ | 一 | +
⻄游记 | 西游记 | +
⿓ | 龙 | +
⾳乐 | 音乐 | +
𠮟 | 叱 | +
𣲷 | 长𣲷 | +
𫞩 | 大𫞩村 | +
㐂 | 㐂多 | +
𰻝 | 𰻝面 | +
𰻞𰻞面 | 𰻝𰻝面 | +
𡨥 | 说𡨥 | +
䲣 | 䲣鱼 | +
鿍 | 鿍 | +
鄧小平 | author:邓小平 | +
7532706907 | code:9787532706907 | +
7-5327-0690-7 | code:978-7-5327-0690-7 | +
7-5327-06907 | code:978-7-5327-0690-7 | +
ISBN7532706907 | code:9787532706907 | +
isbn: 7-5327-0690-7 | code:9787532706907 | +
978 7 5327 0690 7 | code:9787532706907 | +
978－7－5327－0690－7 | code:9787532706907 | +
978—7—5327—0690—7 | code:9787532706907 | +
9787532706907 | code:7532706907 | +
9787532706907 | code:7-5327-0690-7 | +
7532706908 | code:9787532706907 | -
1000-0001 | code:1000-0001 | +
ISSN 1000-0001 | code:1000-0001 | +
１０００－０００１ | code:1000-0001 | +
café | Cafe society | +
cafe | Café society | +
naive | Naïve | +
Zürich | Zurich | +
zuerich | Zürich | +
fiancée | fiancee | +
São Paulo | Sao Paulo | +
ångström | Angstrom | +
Dvořák | Dvorak | +
ﬁne | fine art | +
fine | ﬁne art | +
İstanbul | Istanbul | +
istanbul | İstanbul | +
STRASSE | straße | +
Мир | мир | +
Достоевский | author:Достоевский | +
שָׁלוֹם | שלום | +
سلام | السلام | -
السَّلام | السلام | +
قرآن | قران | +
محمّد | محمد | +
한국 | 한국어 | +
한 | 한국어 | +
ベ | へ | -
べ | べんきょう | +
ﾊﾟﾘ | パリ | +
は゜り | ぱり | -
"红楼 | 红楼梦 | +
红"楼"梦 | 红楼梦 | +
'红楼梦' | 红楼梦 | +
-红楼梦 | 红楼梦 | +
+红楼梦 | 红楼梦 | +
NOT 红楼梦 | 红楼梦 | -
红楼梦 AND 曹雪芹 | author:曹雪芹 title:红楼梦 | -
红楼梦/曹雪芹 | author:曹雪芹 title:红楼梦 | +
红楼梦曹雪芹 | author:曹雪芹 title:红楼梦 | +
曹雪芹红楼梦 | author:曹雪芹 title:红楼梦 | +
曹雪芹著 红楼梦 | author:曹雪芹 title:红楼梦 | +
曹雪芹的红楼梦 | author:曹雪芹 title:红楼梦 | +
caoxueqinhongloumeng | author:曹雪芹 title:红楼梦 | +
hlm cxq | author:曹雪芹 title:红楼梦 | +
红楼梦，曹雪芹 | author:曹雪芹 title:红楼梦 | +
红.*梦 | 红楼梦 | +
[红]楼梦 | 红楼梦 | +
红　楼　梦 | 红楼梦 | +
红 楼 梦 | 红楼梦 | +
 红楼梦  | 红楼梦 | +
红楼梦： | 红楼梦 | +
《红楼梦》（上） | 红楼梦 上 | +
三体 | 三体Ⅱ：黑暗森林 | +
黑暗森林 | 三体Ⅱ：黑暗森林 | +
三体2 | 三体Ⅱ：黑暗森林 | +
三体二 | 三体Ⅱ·黑暗森林 | +
三体2黑暗森林 | 三体Ⅱ：黑暗森林 | +
santi2 | 三体Ⅱ | +
santier | 三体二 | +
1984 | 一九八四 | +
一九八四 | 1984 | +
百年孤独 | 百年孤獨 | +
bngd | 百年孤独 | +
bainiangudu | 百年孤独 | +
活着 | 活著 | +
huozhe | 活着 | +
huozhe | 活著 | +
了不起的盖茨比 | 了不起的蓋茨比 | +
gaicibi | 了不起的盖茨比 | +
yinyue | 音乐 | +
yinhang | 银行 | +
chongqing | 重慶 | +
hangzhou | 杭州 | +
xingli | 行李 | +
zhaohuaxishi | 朝花夕拾 | +
chaoxian | 朝鲜 | +
doushi | 都市 | -
dushi | 都市 | +
daifu | 大夫 | +
changan | 长安 | +
chang'an | 长安 | +
fangan | 方案 | +
fang'an | 方案 | +
fan'gan | 反感 | +
fangan | 反感 | +
chidian | 词典 | -
er | 儿 | +
r | 儿 | -
C | C | +
c | C语言 | +
A | A | +
的 | 我的大学 | +
一 | 一 | +
一 | 第一章 | +
"""
