/** Passwords of eight characters and more that people choose most; shorter ones and mere digits are refused anyway. */
const COMMON: ReadonlySet<string> = new Set(
  `
  password password1 password12 password123 password1234 password12345 password123456 password01 password11 password2
  password! password1! password123! password@123 password@1 p@ssword p@ssw0rd p@ssw0rd1 p@ssw0rd123 passw0rd passw0rd1
  passw0rd! pa$$word pa$$w0rd passwort passwort1 passwort123 motdepasse contraseña contrasena senha123 wachtwoord
  qwertyui qwertyuio qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty123! qwertyqwerty qwerty01
  1qaz2wsx 1qaz2wsx3edc 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsx zaq1zaq1 qazwsxedc
  qazwsx123 qwer1234 qwerasdf asdfghjk asdfghjkl asdf1234 asdfasdf asdfqwer asdfzxcv zxcvbnm1 zxcvbnm123 zxcvbnm, zxcvasdf
  1234qwer 123qweasd 123qweasdzxc 123qwe123 qweasdzxc qweqweqwe azertyui azertyuiop azerty123 abcdefgh abcdefghi abcdefg1
  abcd1234 abcd12345 abc12345 abc123456 abc123abc abcabcabc a1b2c3d4 a1b2c3d4e5 a12345678 a123456789 aa123456 aa12345678
  1a2b3c4d 12345abc 123456abc 123456ab 12345678a 123456789a 1234567890a 123abc123 123456qwerty 12345qwert 1234abcd
  iloveyou iloveyou1 iloveyou2 iloveyou! iloveyou123 iloveyousomuch ilovehim iloveher ilovegod iloveme1 ilovejesus
  sunshine sunshine1 sunshine123 princess princess1 princess123 football football1 football123 baseball baseball1
  basketball basketball1 softball volleyball superman superman1 superman123 batman123 spiderman spiderman1 ironman1
  starwars starwars1 pokemon1 pokemon123 naruto123 minecraft minecraft1 fortnite fortnite1 counterstrike warcraft
  trustno1 welcome1 welcome12 welcome123 welcome1234 welcome! welcome1! welcome@123 letmein1 letmein12 letmein123 letmein!
  changeme changeme1 changeme123 changeme! changeit secret123 secret12 secretpassword mypassword mypassword1 mypass123
  thepassword yourpassword newpassword newpassword1 oldpassword nopassword temppass temp1234 temporary temppassword
  default1 default123 administrator admin123 admin1234 admin12345 admin123456 admin@123 admin123! adminadmin admin2020
  admin2021 admin2022 admin2023 admin2024 admin2025 admin2026 adminpass adminpassword root1234 root12345 rootroot rootpass
  toor1234 test1234 test12345 test123456 testtest testing1 testing123 testpass tester123 guest123 guest1234 user1234
  user12345 username username1 username123 login123 login1234 loginlogin sysadmin webmaster manager1 manager123 support123
  master12 master123 masterkey computer computer1 computer123 internet internet1 internet123 samsung1 samsung123 iphone123
  google123 facebook facebook1 facebook123 twitter1 linkedin linkedin1 youtube1 youtube123 microsoft microsoft1 windows1
  windows10 linux123 ubuntu123 server123 database postgres postgres1 mysql123 oracle123 flagsmith flagsmith1 flagsmith123
  halyard1 halyard123 featureflag featureflags
  spring2020 spring2021 spring2022 spring2023 spring2024 spring2025 spring2026 summer2020 summer2021 summer2022 summer2023
  summer2024 summer2025 summer2026 autumn2020 autumn2021 autumn2022 autumn2023 autumn2024 autumn2025 autumn2026 winter2020
  winter2021 winter2022 winter2023 winter2024 winter2025 winter2026 january1 february february1 november november1 december
  december1 september september1 october1 monday123 tuesday1 wednesday thursday thursday1 friday123 saturday sunday123
  michael1 michael123 jennifer jennifer1 jonathan jonathan1 jessica1 jessica123 christopher christian christian1 christina
  elizabeth elizabeth1 alexander alexander1 alexandra alexandra1 benjamin benjamin1 victoria victoria1 veronica samantha
  samantha1 stephanie stephanie1 patricia danielle danielle1 nicholas nicholas1 matthew1 matthew123 anthony1 anthony123
  charlie1 charlie123 daniel123 andrew123 joshua123 thomas123 robert123 george123 william1 william123 richard1 ashley123
  michelle michelle1 madison1 isabella gabriela gabriella valentina fernanda alejandra alejandro guillermo sebastian
  sebastian1 francesco francisco katherine margaret charlotte
  butterfly butterfly1 dragon123 dragon12 monkey123 monkey12 shadow123 shadow12 tigger123 mustang1 mustang123 corvette
  mercedes mercedes1 ferrari1 ferrari123 porsche1 lamborghini chelsea1 chelsea123 liverpool liverpool1 liverpool123
  arsenal1 arsenal123 manchester manchester1 manutd123 barcelona barcelona1 realmadrid juventus cowboys1 steelers
  steelers1 packers1 yankees1 lakers24 redsox123 blink182 metallica metallica1 slipknot nirvana1 eminem123 greenday
  chocolate chocolate1 cheese123 cookie123 banana123 orange123 apple123 strawberry strawberry1 blueberry raspberry
  pineapple watermelon cupcake1 peanut123 butterscotch cinnamon snickers
  diamond1 diamond123 crystal1 hello123 hello1234 hello12345 hellohello helloworld hello123! goodluck lovelove loveyou1
  loveme123 lover123 babygirl babygirl1 babyboy1 sweetheart sweetheart1 sweetie1 beautiful beautiful1 gorgeous handsome
  precious precious1 darling1 forever1 forever21 friends1 friends123 friendship family123 familyfirst bestfriend
  happy123 happyday happiness lucky123 lucky777 jesus123 jesuschrist jesus777 godisgood blessed1 blessing heavenly angel123
  angels123 freedom1 freedom123 america1 american1 australia canada123 england1 scotland brasil123 deutschland france123
  london123 newyork1 newyork123 california california1 florida1 chicago1 texas123 brooklyn brooklyn1 hollywood
  whatever whatever1 whatever123 nothing1 something anything everything blahblah blahblah1 fuckyou1 fuckyou2 fuckyou123
  fuckoff1 fuckyou! asshole1 bullshit bitch123 sexy1234 hardcore playboy1 lovesexy
  ninja123 killer123 killer12 hunter123 hunter12 gandalf1 merlin123 phoenix1 thunder1 thunder123 lightning maverick
  scorpion scorpion1 predator warrior1 warriors gladiator legend123 champion champion1 rockstar rockstar1 superstar
  superstar1 snowball snowflake rainbow1 rainbow123 sunflower sunflower1 midnight midnight1 moonlight starlight
  access14 access123 matrix123 zaqwsxcde zaqxswcde asdfjkl; qwe123qwe qwe12345 zxc12345 zxcv1234 zxcvbnm12 !qaz2wsx
  !qaz@wsx 1qaz!qaz 1qaz@wsx abc@1234 abcd@1234 aaaaaaaa aaaaaaaaa xxxxxxxx zzzzzzzz qqqqqqqq asdasdasd aaaa1111 a1a1a1a1
  `
    .trim()
    .split(/\s+/),
);

export function isCommonPassword(password: string): boolean {
  return COMMON.has(password.toLowerCase());
}
