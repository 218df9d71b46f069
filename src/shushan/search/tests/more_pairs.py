"""Still more of what must find what: names, initials, umlauts, numbers and marks as readers type them. Read by ``pairs``."""

from __future__ import annotations

MORE = """
三体 liu cixin | author:刘慈欣 title:三体 | +
三体 刘慈欣 | author:刘慈欣 title:三体 | +
santi liucixin | author:刘慈欣 title:三体 | +
santi lcx | author:刘慈欣 title:三体 | +
sanguo yanyi | 三国演义 | +
sanguoyanyi | 三國演義 | +
sgyy | 三国演义 | +
sgyy | 三國演義 | +
san guo | 三国演义 | +
三国yy | 三国演义 | +
chongqing | 重庆森林 | +
zhongqing | 重庆森林 | -
chong qing sen lin | 重庆森林 | +
cqsl | 重庆森林 | +
zhongyao | 重要的事 | +
吕 | author:吕思勉 | +
lü simian | author:吕思勉 | +
lv simian | author:吕思勉 | +
lvsimian | author:吕思勉 | +
lu simian | author:吕思勉 | -
lusimian | author:吕思勉 | -
呂思勉 | author:吕思勉 | +
nǚ | 女 | +
lǜ | 绿 | +
lǚ xíng | 旅行 | +
hóng lóu mèng | 红楼梦 | +
９７８７５３２７０６９０７ | code:9787532706907 | +
978-7-5327-0690-7 平装 | code:9787532706907 | +
ISBN：978-7-5327-0690-7 | code:9787532706907 | +
ISBN978-7-5327-0690-7 | code:9787532706907 | +
哈利波特 第2册 | 哈利·波特 第二册 | +
哈利波特 第二册 | 哈利·波特 第2册 | +
哈利波特 II | 哈利·波特 2 | +
哈利波特第二部 | 哈利·波特（第二部） | +
中国通史 II | 中国通史 第二册 | +
「三体」 | 三体 | +
《三体》 刘慈欣 | author:刘慈欣 title:三体 | +
<三体> | 三体 | +
【三体】 | 三体 | +
三体😀 | 三体 | +
😀三体 | 三体 | +
三体 😀 | 三体 | +
三体！ | 三体 | +
三体？ | 三体 | +
三体… | 三体 | +
“三体” | 三体 | +
䶮 | 刘䶮传 | +
刘䶮 | author:刘䶮 | +
liuyan | author:刘䶮 | +
龑 | 刘龑 | +
刘龑 | author:刘䶮 | +
𠮷 | 𠮷野家 | +
jiyejia | 𠮷野家 | +
叶 | 落葉 | +
葉 | author:叶嘉莹 | +
叶嘉莹 | author:葉嘉瑩 | +
ye jiaying | author:葉嘉瑩 | +
yejiaying | author:叶嘉莹 | +
乾隆 | 干隆 | +
乾隆 | 乾隆传 | +
干净 | 乾淨 | +
干劲 | 幹勁 | +
qianlong | 乾隆传 | +
ganjing | 干净 | +
后妃 | 后妃传 | +
以后 | 以後 | +
皇後 | 皇后 | +
心里 | 心裡 | +
心裏 | 心里 | +
里弄 | 裡弄 | +
台风 | 颱風 | +
臺風 | 颱风 | +
舞台 | 舞臺 | +
taifeng | 颱風 | +
行走 | 行走的人 | +
xingzou | 行走的人 | +
hangzou | 行走的人 | -
银行家 | 銀行家 | +
yinhangjia | 银行家 | +
hangye | 行业 | +
xingye | 行业 | -
列夫·托尔斯泰 | author:列夫·托尔斯泰 | +
列夫 托尔斯泰 | author:列夫·托尔斯泰 | +
列夫.托尔斯泰 | author:列夫·托尔斯泰 | +
列夫-托尔斯泰 | author:列夫·托尔斯泰 | +
托尔斯泰·列夫 | author:列夫·托尔斯泰 | +
tuoersitai | author:列夫·托尔斯泰 | +
liefu tuoersitai | author:列夫·托尔斯泰 | +
加西亚马尔克斯 | author:加西亚·马尔克斯 | +
Müller | author:Müller, Herta | +
Muller | author:Müller, Herta | +
Mueller | author:Müller, Herta | +
Müller | author:Mueller, Hans | +
Herta Müller | author:Müller, Herta | +
Goethe | author:Göthe | +
Goethe | author:Goethe, J. W. von | +
Göthe | author:Goethe, J. W. von | +
Schröder | author:Schroeder | +
Straße | Strasse | +
достоевский | author:Достоевский, Федор | +
Федор | author:Фёдор | +
ё | ё | +
عربي | عربى | +
عربى | عربي | +
كتاب | الكتاب | -
الكتاب | الكتاب | +
naïve | naive | +
e-mail | email | +
email | e-mail | +
e mail | e-mail | +
co-operation | cooperation | +
cooperation | co-operation | +
well-being | well being | +
state-of-the-art | State of the art | +
C++ | C++ primer | +
c++ | C语言 | -
C++程序设计 | C++ 程序设计 | +
C 程序设计 | C++程序设计 | +
C# | C# 入门 | +
C# | C++ 入门 | -
.NET | .NET 编程 | +
.net | ASP.NET 4 | +
asp.net | ASP.NET 4 | +
net | .NET 编程 | +
F# | F# 编程 | +
5G | 5G时代 | +
5G时代 | 5G 时代 | +
５Ｇ | 5G时代 | +
3D打印 | 3D 打印技术 | +
3D 打印 | 3D打印技术 | +
三D打印 | 3D打印技术 | +
1984 | 1984 | +
1984 奥威尔 | author:奥威尔 title:一九八四 | +
2001太空漫游 | 2001：太空漫游 | +
二〇〇一太空漫游 | 2001：太空漫游 | +
二零零一太空漫游 | 2001：太空漫游 | +
一百年 | 100年 | +
家 | 家 | +
家 | 国家 | +
家 巴金 | author:巴金 title:家 | +
jia | 家 | +
ba jin | author:巴金 | +
巴金 家 | author:巴金 title:家 | +
O'Reilly | author:O’Reilly, Tim | +
OReilly | author:O’Reilly, Tim | +
O. Henry | author:O. Henry | +
O.Henry | author:O. Henry | +
J.K.罗琳 | author:J.K.罗琳 | +
J. K. 罗琳 | author:J.K.罗琳 | +
JK罗琳 | author:J.K.罗琳 | +
J·K·罗琳 | author:J.K.罗琳 | +
罗琳 | author:J.K.罗琳 | +
罗琳 | author:(英) J.K. 罗琳 | +
Rowling J K | author:Rowling, J. K. | +
J.K. Rowling | author:Rowling, J. K. | +
JK Rowling | author:Rowling, J. K. | +
U.S.A. | USA | +
USA | U.S.A. | +
AI | AI时代 | +
ai | 爱 | +
A.I. | AI时代 | +
人工智能(AI) | 人工智能 | -
人工智能（AI） | 人工智能 AI 导论 | +
Python3 | Python 3 编程 | +
python 3 | Python3编程 | +
Python编程 | Python 编程 | +
windows10 | Windows 10 | +
iPhone13 | iPhone 13 | +
四大名著 | 四大名著 | +
4大名著 | 四大名著 | +
第一次亲密接触 | 第一次的亲密接触 | +
追風箏的人 | 追风筝的人 | +
追风筝的人 胡赛尼 | author:卡勒德·胡赛尼 title:追风筝的人 | +
zfzdr | 追风筝的人 | +
活着 余华 | author:余华 title:活着 | +
yuhua huozhe | author:余华 title:活着 | +
余华的活着 | author:余华 title:活着 | +
鲁迅全集 第1卷 | 鲁迅全集 第一卷 | +
鲁迅全集1 | 鲁迅全集 第一卷 | +
鲁迅全集（1） | 鲁迅全集 第一卷 | +
魯迅 | author:鲁迅 | +
luxun quanji | author:鲁迅 title:鲁迅全集 | +
I247.5 | code:I247.5 | +
i247 | code:I247.5 | +
红楼夢 | 紅樓梦 | +
紅樓夢 曹雪芹 | author:曹雪芹 title:红楼梦 | +
cao xueqin | author:曹雪芹 | +
曾国藩 | author:曾國藩 | +
单雄信 | 单雄信传 | +
shanxiongxin | author:单雄信 | +
shancunxin | author:单存信 | +
xie | author:解缙 | +
hetuhuan | author:呼延灼 | -
yuwen | author:尉迟恭 | -
wanqi | author:万俟卨 | -
moqi | author:万俟卨 | +
shi'er | 十二 | +
日本語 | 日本语 | +
東京 | 东京 | +
ひらがな | ヒラガナ | +
ハリー・ポッター | ハリーポッター | +
ハリーポッター | ハリー・ポッター | +
한국어 | 한국어 교육 | +
ภาษาไทย | ภาษาไทย | +
हिन्दी | हिन्दी साहित्य | +
3d dayin | 3D打印技术 | +
3ddayin | 3D打印技术 | +
5g shidai | 5G时代 | +
5gshidai | 5G时代 | +
python biancheng | Python编程 | +
2020 nian | 2020年统计 | +
3d dayin | 三维打印 | -
jia bajin | author:巴金 title:家 | +
bajin jia | author:巴金 title:家 | +
jiabajin | author:巴金 title:家 | +
巴金 jia | author:巴金 title:家 | +
jia bajin | author:巴金 title:家有儿女 | -
Mc Donald | author:McDonald, Ian | +
mcdonald | author:Mc Donald, Ian | +
Ian Mc Donald | author:McDonald, Ian | +
Macdonald | author:Mac Donald, George | +
MacArthur | Mac Arthur in Asia | +
Mac Arthur | author:MacArthur, Douglas | +
O'Brien | author:OBrien, Edna | +
O Brien | author:OBrien, Edna | +
OBrien | author:O'Brien, Tim | +
obrien | author:O Brien, Tim | +
Edna O’Brien | author:OBrien, Edna | +
d'artagnan | Dartagnan | +
data base | Database systems | +
webmaster | A web master at work | +
data base | Data and a base | +
vuejs | Vue.js设计与实现 | +
tcpip | TCP/IP详解 | +
photoshopcs6 | Photoshop CS6从入门到精通 | +
car pet | Pet care | -
RD管理 | R&D管理 | +
ATT的故事 | AT&T的故事 | +
csharp | C#高级编程 | +
cpp | C++ Primer | +
csharp | C语言 | -
dotnet | .NET框架设计 | +
.net | .NET框架设计 | +
JK罗琳 密室 | author:J.K.罗琳 title:哈利·波特与密室 | +
zengguofanzhuan | 曾国藩传 | +
廿四史 | 二十四史 | +
廿四史 | 24史 | +
二十四史 | 廿四史 | +
卅 | 三十 | +
ISBN13：9787532706907 | code:9787532706907 | +
ISBN-13: 978-7-5327-0690-7 | code:9787532706907 | +
ISBN 10: 7-5327-0690-7 | code:9787532706907 | +
CN 20200001 | code:CN20200001 | +
I247.5/123 | call:I247.5/123 | +
i247.5 123 | call:I247.5/123 | +
Ｉ２４７．５／１２３ | call:I247.5/123 | +
I247.5/123 | call:I247.5/123-2 | +
I247.5/123-2 | call:I247.5/123-2 | +
I247.5/123=2 | call:I247.5/123:2 | +
I247.5/123 | call:I247.5/0123 | +
I247.5/12 | call:I247.5/123 | -
I247.5/7 | code:I247.57 | -
I247.5/123 | code:I247.5 title:一百二十三级台阶 | -
h5/css3 | H5 与 CSS3 | +
I247.5/123-2 | call:I247.5/123 | -
I247.5/L712 | call:I247.5/L712 | +
I247.5 | call:I247.5/123 | +
K825.6=76/12 | call:K825.6=76/12 | +
K825.6=76 | code:K825.6=76 | +
G40-05:B84 | code:G40-05:B84 | +
TP312C++/3 | call:TP312C++/3 | +
皇后 | 後來 | -
髮展 | 发展 | +
乾部 | 幹部 | +
裏程 | 里程碑 | +
査 | 查令十字街 | +
說文 | 説文解字 | +
第Ⅲ版 | 第三版 | +
高等数学 III | 高等数学 第三册 | +
1Q84 | １Ｑ８４ | +
一Q八四 | 1Q84 | +
A*算法 | A*算法与路径规划 | +
Truyen Kieu | Truyện Kiều | +
Nguyen Du | author:Nguyễn Du | +
Ὀδύσσεια | Οδύσσεια | +
الف ليله | ألف ليلة وليلة | +
encyclopaedia | Encyclopædia | +
Zusammenarbeit | Zusammen\u00adarbeit | +
zusammen arbeit | Zusammenarbeit | +
Ａ　Ｂ | a b | +
kuaiyue | 快乐 | -
三guo演义 | 三国演义 | +
wangguowei renjiancihua | author:王国维 title:人间词话 | +
"""
