"""Typed answers and what becomes of them: each question with what is accepted (+) and what is refused (-).

After `?` stand the accepted texts as an author would write them, between bars; after `!` foreseen wrong ones.
"""

from __future__ import annotations

PAIRS = """
? Nursultan Nazarbayev | Nazarbayev | Нұрсұлтан Назарбаев | Назарбаев
+ Nazarbayev
+ nazarbayev
+ NAZARBAYEV
+ Nazarbaev
+ Nazarbaiev
+ Nazarbayyev
+ Nursultan Nazarbaev
+ Nazarbayev Nursultan
+ Nazarbayev, Nursultan
+ Назарбаев
+ назарбаев
+ Назарбаев Нурсултан
+ Нурсултан Назарбаев
+ Нұрсұлтан Назарбаев
+ "Nazarbayev"
+ Nazarbayev.
- Nazarbayeva
- Dariga Nazarbayeva
- Назарбаева
- Nazerbayev
- Nazarbekov
- Nazarbazov
- Nazarov
- Назаров
- not Nazarbayev
- non-Nazarbayev
- не Назарбаев
- Назарбаев емес
- Tokayev

? Kassym-Jomart Tokayev | Tokayev | Қасым-Жомарт Тоқаев | Тоқаев
+ Tokayev
+ Tokaev
+ Tokaiev
+ Toqayev
+ Тоқаев
+ Токаев
+ Kassym-Jomart Tokayev
+ Kassym Jomart Tokayev
+ Kassymjomart Tokaev
+ Kassym-Jomart Tokaiev
- Kassym-Jomart Tokayev Kemelevich
+ Касым-Жомарт Токаев
+ Қасым-Жомарт Токаев
- Tokayeva
- Тоқаева
- Tokarev
- Tukayev
- Tolayev
- Kerey Tokayev
- Nazarbayev

? William Courtney | Courtney | Уильям Кортни | Кортни
+ Courtney
+ courtney
+ Cortney
+ Courntey
+ William Courtney
+ Courtney William
+ Кортни
- Courtnay
- Courtenay
- Courier
- Court
- William
- Williams Courtney
- James Courtney

? Bill Clinton | Clinton | Клинтон
+ Clinton
+ CLINTON
+ Clintton
+ Clitnon
- Clifton
- Clanton
- Hinton
- Cliton
- Hillary Clinton
- Clintons
- Клифтон

? James Baker | Baker | Джеймс Бейкер
+ Baker
+ James Baker
+ Baker, James
+ Джеймс Бейкер
- Barker
- Becker
- Backer
- Bakker
- Jim Barker
- Boker
- Baken

? Al Gore | Gore
+ Gore
+ Al Gore
- Core
- Gorge
- Gora
- Moore

? Richard Matzke | Matzke | Ричард Мацке
! Derr | Ken Derr | Durr | Baker
+ Matzke
+ Matske
+ Richard Matzke
+ Ричард Мацке
- Matzka
- Metzke
- Derr
- Durr
- Matskin

? Ronald Reagan | Reagan
+ Reagan
+ Raegan
- Regan
- Reagen

? John Kerry | Kerry
+ Kerry
- Curry
- Karry
- Perry
- Kerrey Bob

? Alexander Haig
+ Alexander Haig
+ Alexandre Haig
- Alexandra Haig
- Alexander Hague

? Dick Cheney | Cheney
+ Cheney
- Chaney
- Chesney

? Condoleezza Rice
+ Condoleeza Rice
+ Condoleezza Rice
- Condoleezza Race

? 1993
+ 1993
+ 1993.
+ １９９３
- 1992
- 1994
- 1939
- 993
- 19931
- 93
- 1993-1994
- ١٩٩٣
- l993
- not 1993

? 16 December 1991 | December 16, 1991 | 16 декабря 1991 | 1991 жылғы 16 желтоқсан
+ 16 December 1991
+ 16th December 1991
+ December 16 1991
+ december 16th, 1991
+ 16 декабря 1991
- 16 Novembar 1991
+ 16 Decembr 1991
+ 16 Deecmber 1991
+ 1991 жылғы 16 желтоқсан
+ 1991 жылгы 16 желтоксан
- 16 December 1992
- 17 December 1991
- 6 December 1991
- 61 December 1991
- 16 December 1919
- 16 September 1991
- December 1991
- 16 декабря 1990
- 1991 жылғы 17 желтоқсан

? 6 April 1993 | April 6, 1993 | 06.04.1993
+ 6 april 1993
+ April 6th, 1993
+ 06/04/1993
+ 06-04-1993
- 7 April 1993
- 6 April 1994
- 6 August 1993
- 16 April 1993
- 06.04.1992
- 06.05.1993
- 4 June 1993

? 31 July 1991
+ 31 July 1991
+ 31st July 1991
- 30 July 1991
- 31 June 1991
- 31 July 1990

? START I | START 1 | СНВ-1
+ START I
+ start i
+ START-1
+ START 1
+ Start-I
+ the START I
+ СНВ-1
+ СНВ-I
+ СНВ 1
- START II
- START 2
- START III
- START
- SALT I
- SALT 1
- New START
- STAR I
- СНВ-2
- СНВ-II

? SALT II
+ SALT 2
+ SALT-II
- SALT I
- SALT 11
- SALT III

? Treaty on the Non-Proliferation of Nuclear Weapons | NPT | Non-Proliferation Treaty | ДНЯО
+ NPT
+ npt
+ N.P.T.
+ the NPT
+ Non-Proliferation Treaty
+ Nonproliferation Treaty
+ Non proliferation treaty
+ non‑proliferation treaty
+ Non–Proliferation Treaty
+ Non-Proliferaton Treaty
+ ДНЯО
- Proliferation Treaty
- Treaty on the Proliferation of Nuclear Weapons
- NTP
- CTBT
- NPTs
- not NPT
- Non-Non-Proliferation Treaty

? Nunn-Lugar | Nunn-Lugar programme | Нанн-Лугар
+ Nunn-Lugar
+ Nunn–Lugar
+ Nunn — Lugar
+ Nunn Lugar
+ Nunn/Lugar
+ nunn-lugar
+ Nunn-Luggar
+ Lugar-Nunn
+ Нанн-Лугар
- Nunn
- Lugar
- Nunn-Lager
- Nunn-Luger
- Dunn-Lugar

? CPC | Caspian Pipeline Consortium | КТК | Каспийский трубопроводный консорциум
+ CPC
+ cpc
+ C.P.C.
+ the CPC
+ Caspian Pipeline Consortium
+ Caspian Pipline Consortium
+ КТК
+ к.т.к.
- CPA
- CCP
- Caspian Pipeline Company
- Caspian Gas Consortium
- BTC
- КТП

? Lisbon Protocol | Лиссабонский протокол
+ Lisbon Protocol
+ lisbon protocol
+ The Lisbon Protocol
+ Lisbon Protocl
+ Lisbon Protcool
+ Лиссабонский протокол
+ Лисабонский протокол
- Lisbon Treaty
- London Protocol
- Kyoto Protocol
- Lisbon Protocols

? Budapest Memorandum
+ Budapest Memorandum
+ Budapest memorandum
- Budapest Momorandum
- Bucharest Memorandum
- Budapest Treaty
- Budapest Memorandum II

? Strategic Arms Reduction Treaty
+ strategic arms reduction treaty
+ Stratgic Arms Reduction Treaty
- Strategic Arms Production Treaty
- Strategic Arms Limitation Treaty
- Strategic Arms Reduction

? CSTO | Collective Security Treaty Organization | ОДКБ | ҰҚШҰ
+ CSTO
+ Collective Security Treaty Organization
+ Collective Security Treaty Organisation
+ ОДКБ
+ ҰҚШҰ
+ УКШУ
- CIS
- CTSO
- ODKB
- SCO
- NATO

? C5+1
+ C5+1
+ c5+1
+ C5 + 1
+ С5+1
- C5
- C5-1
- C5+2
- C6+1
- C51
- C4+1

? 123 Agreement
+ 123 agreement
- 132 agreement
- 124 agreement
- 12 3 agreement

? Kazbat | Қазбат | Казбат
+ KAZBAT
+ Kasbat
+ Казбат
+ Қазбат
- Kazbrig
- Kazbas
- Казбриг

? Tengiz | Теңіз
+ Tengiz
+ Tenghiz
+ Tengis
+ Теңіз
+ Тениз
- Tengri
- Tengizchevroil
- Kashagan
- Tengin

? Bolashak | Болашақ
+ Bolashak
+ Bolashaq
+ Bolahsak
+ Болашақ
+ Болашак
- Bolashev
- Balashak
- Bolashaks

? Almaty | Алматы
! Alma-Ata
+ Almaty
- Almaty city
+ Алматы
+ Алмати
- Alma-Ata
- Alma Ata
- Almata
- Алма-Ата
- Atyrau

? Alma-Ata | Алма-Ата
+ Alma-Ata
+ Alma Ata
+ AlmaAta
+ Алма-Ата
+ Алма Ата
+ Ата-Алма
- Almaty
- Astana
- Ata

? Astana | Астана
! Nur-Sultan
+ astana
+ Astaana
+ Астана
+ А́стана
- Nur-Sultan
- Nursultan
- Astara
- Akmola

? Oskemen | Ust-Kamenogorsk | Өскемен
+ Өскемен
+ Оскемен
+ Ust Kamenogorsk
+ ust-kamenogorsk
- Oskemer
- Семей
- Kamenogorsk

? Semipalatinsk | Semey | Семей
+ Semipalatinsk
+ Semipalatinks
+ Semipalatynsk
+ Semey
+ Семей
- Semipalatov
- Semirechye
- Petropavlovsk

? Kyrgyzstan | Қырғызстан | Кыргызстан
+ Kyrgyzstan
+ Kyrgystan
+ Kirgizstan
+ Қырғызстан
+ Кыргызстан
- Kazakhstan
- Tajikistan
- Kurdistan

? Kazakhstan | Қазақстан
+ Kazakhstan
+ Kazakstan
+ Kazahstan
+ Kazahkstan
+ Қазақстан
+ Казакстан
- Kazakhstani
- Kyrgyzstan
- Kazan
- Karakalpakstan

? Iraq | Ирак
+ Iraq
+ iraq
+ Ирак
- Iran
- Iraqi
- Irak
- Иран

? Iran | Иран
+ Iran
- Iraq
- Ирак

? Slovakia
+ Slovakia
- Slovenia
- Slavonia

? Austria
+ Austria
- Australia
- Asturia

? Uzbekistan
+ Uzbekistan
+ Uzbekstan
- Turkmenistan
- Uzbek

? United States | USA | US | U.S. | АҚШ | США | Соединённые Штаты
+ United States
+ the United States
- Untied Stats
+ U.S.
+ U.S.A.
+ u.s.
+ АҚШ
+ АКШ
+ США
+ Соединенные Штаты
- Untied States
- United Kingdom
- USSR
- UK
- American States

? joined
+ joined
+ Joined
+ joned
- not joined
- never joined
- has not joined
- unjoined
- non-joined
- joint
- joiner

? not joined
+ not joined
+ Not joined.
- joined
- now joined
- nor joined
- not not joined

? nuclear
+ nuclear
+ nucleer
- non-nuclear
- nonnuclear
- unclear
- antinuclear

? non-nuclear | безъядерный | ядролық емес
+ nonnuclear
+ non nuclear
+ безъядерный
+ ядролық емес
- nuclear
- ядерный
- ядролық

? ненападение
+ ненападение
- нападение
- ненадение

? ратифицировал
+ ратифицировал
- не ратифицировал
- ратифицировали

? қосылды
+ қосылды
+ косылды
- қосылмады
- қосылмайды
- қосылған жоқ

? аяқталады
+ аяқталады
+ аякталады
- аяқталмады
- аяқталмайды

? болады
+ болады
- болмады
- болмайды

? assurances | assurance | security assurances | заверения
! guarantees | guarantee | security guarantees
+ assurances
+ assurence
+ asurances
+ assuranses
+ security assurances
+ Security Assurances
+ Заверения
- guarantees
- security guarantees
- insurances
- no assurances
- reassurances

? realpolitik | реальполитик
! geopolitik
+ Realpolitik
+ real-politik
+ realpolitic
+ realpolitick
- geopolitik
- politik
- realpolitics

? resolution
+ resolution
+ resoluton
- revolution
- resolution 1441
- evolution

? exploitation
+ exploitation
+ exploitaton
- exploration

? production
+ production
- protection
- reproduction

? isolation
+ isolation
- inflation

? deterrence
+ deterence
+ deterrance
- difference

? sovereignty
+ sovereignty
+ soveriegnty
+ sovreignty
+ sovereigny
- suzerainty

? adopted
+ adopted
+ adoptid
- adapted
- opted

? Department of Defense
+ Department of Defence
+ department of defense
- Department of State
- Department of Defendants

? president
+ presedent
+ Presidant
- precedent
- residents

? council
+ council
+ counicl
- counsel
- consul

? interstate
+ interstate
- intrastate

? proscribed
- prescribed
+ proscribed

? accession
- secession
- concession
+ accession
+ accesion

? employer
- employee
+ employer

? communist
- communism
+ comunist

? government
+ government
+ goverment
- governor
- governance

? seventeen
- seventy
- seventeenth
- sixteen
+ seventeen

? eighteen
- eighty
+ eighteen

? third
- thirty
+ third

? 5th | fifth
+ 5th
+ fifth
- 6th
- 15th
- sixth

? World War II
+ World War 2
+ world war ii
- World War I
- World War III
- World War 11

? Chapter IV
+ chapter 4
- chapter VI
- chapter V
- chapter 6

? 17.7
+ 17,7
+ 17.7
- 177
- 17.8
- 1.77
- 17

? -5
+ −5
+ –5
- 5
- +5

? 50%
+ 50 %
- 50
- 5%
- 51%

? $6 billion
+ $6 billion
- $6 million
- $9 billion
- 6 billion

? Ак Орда | Ақорда | Ak Orda
+ Ак-Орда
+ АкОрда
+ Акорда
+ Ak-Orda
- Орда
- Ақ Сарай

? Ж. Ә. Тәшенев | Тәшенев
+ Тәшенев
+ Ташенев
- Тәшенов
- Ташев

? President's Council
+ Presidents Council
+ President’s Council
+ the President's Council
- Precedents Council
- President's Counsel

? Höhere Schule
+ Hohere Schule
- Hoher Schule

? Ёлкин
+ Елкин
+ Ёлкин
- Елкина
- Йолкин
"""


def _parsed() -> list[tuple[list[str], list[str], str, bool]]:
    """(accepted texts, foreseen wrong texts, what is typed, whether it is right)"""
    pairs = []
    accepted: list[str] = []
    wrong: list[str] = []
    for line in filter(None, PAIRS.splitlines()):
        sign, text = line[0], line[2:]
        if sign == "?":
            accepted, wrong = text.split(" | "), []
        elif sign == "!":
            wrong = text.split(" | ")
        else:
            pairs.append((accepted, wrong, text, sign == "+"))
    return pairs


ALL = _parsed()
