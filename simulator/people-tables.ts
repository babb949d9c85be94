// Who fictional people are: prevalences, what they pay and use, handsets, names, occupations.
// docs/people.md shows these numbers; a test holds both together.
import {
  type Brand,
  CAPABILITY,
  type Channel,
  type HandsetType,
  type Tariff,
} from "../domain/directory.ts";
import type { Named } from "../domain/scene.ts";

const { mms, wap, threeG, fourG } = CAPABILITY;
const ALL = mms | wap | threeG | fourG;

/** A share of some people. `mark` says whether it is calibrated, and on what, or assumed. */
interface Share {
  readonly of: string;
  readonly share: number;
  readonly mark: string;
}

/** What people have and use, where no scenario says otherwise. */
export const SHARES = {
  usesMms: {
    of: "those whose handset can",
    share: 0.7,
    mark: "CALIBRATED: 28 % of all (traffic.md C14)",
  },
  usesWap: {
    of: "those whose handset can",
    share: 0.5,
    mark: "ASSUMED; with the others 92 % use something (C14)",
  },
  readsMobileNewspaper: { of: "those whose handset can show MMS", share: 0.25, mark: "ASSUMED" },
  hasMissedCallAlert: { of: "everybody", share: 0.3, mark: "ASSUMED" },
  ringbackToneDormant: {
    of: "those who take the ring-back tone service",
    share: 0.125,
    mark: "ASSUMED",
  },
  doNotDisturb: { of: "everybody", share: 0.03, mark: "ASSUMED" },
  redListed: { of: "everybody", share: 0.005, mark: "ASSUMED" },
  hasContract: { of: "everybody", share: 0.3, mark: "ASSUMED" },
} as const satisfies Record<string, Share>;

/** Ages, in the order of the bands. ASSUMED. */
export const AGE_SHARES: readonly number[] = [6, 22, 28, 28, 16];

/** By age: nothing, job, school, campus, a job in a zone. ASSUMED. */
export const PURSUIT_SHARES: readonly (readonly number[])[] = [
  [5, 0, 95, 0, 0],
  [15, 46, 0, 35, 4],
  [15, 80, 0, 0, 5],
  [18, 78, 0, 0, 4],
  [65, 33, 0, 0, 2],
];

/** By age: GoTone, M-Zone, Easyown. ASSUMED. */
export const BRAND_SHARES: readonly (readonly number[])[] = [
  [2, 60, 38],
  [5, 60, 35],
  [25, 15, 60],
  [35, 2, 63],
  [25, 0, 75],
];

/** Months that customers of a brand have been with it: exponential with this mean. ASSUMED. */
export const TENURE_MONTHS: Readonly<Record<Brand, number>> = {
  gotone: 48,
  mzone: 18,
  easyown: 28,
};

/** The longest tenure by age, months: nobody signs up as a child. ASSUMED. */
export const TENURE_MONTHS_MAX: readonly number[] = [36, 72, 120, 120, 120];

/**
 * What somebody pays in a month, yuan: the brand's median × activity^0.35 × (tenure/24)^0.1 ×
 * lognormal with σ 0.35. ASSUMED, for a mean of about 70 (the level of China Mobile in 2010, from
 * memory) that grows with calls and tenure.
 */
export const SPENDING: {
  readonly medianYuan: Readonly<Record<Brand, number>>;
  readonly activityExponent: number;
  readonly tenureExponent: number;
  readonly sigma: number;
} = {
  medianYuan: { gotone: 110, mzone: 50, easyown: 46 },
  activityExponent: 0.35,
  tenureExponent: 0.1,
  sigma: 0.35,
};

/** Weights of what a customer pays now and of how long he stays (campaigns.md K2). ASSUMED. */
export const VALUE_WEIGHTS = { spending: 0.8, tenure: 0.2 };

/** Share of each value tier, best first. ASSUMED: the source's bands are lost. */
export const TIER_SHARES: readonly number[] = [3, 7, 12, 20, 33, 25];

/** Least score of each value tier but the last; they give the shares above, and a test says so. */
export const TIER_SCORES: readonly number[] = [5.011, 4.603, 4.243, 3.87, 3.349];

/** Fictional tariffs: whose, and the monthly fee. ASSUMED. */
export const TARIFF_TABLE: Readonly<
  Record<Tariff, { readonly brand: Brand; readonly monthlyFeeFen: number }>
> = {
  "gotone-58": { brand: "gotone", monthlyFeeFen: 5_800 },
  "gotone-88": { brand: "gotone", monthlyFeeFen: 8_800 },
  "gotone-188": { brand: "gotone", monthlyFeeFen: 18_800 },
  "gotone-388": { brand: "gotone", monthlyFeeFen: 38_800 },
  "mzone-16": { brand: "mzone", monthlyFeeFen: 1_600 },
  "mzone-28": { brand: "mzone", monthlyFeeFen: 2_800 },
  "mzone-48": { brand: "mzone", monthlyFeeFen: 4_800 },
  "easyown-0": { brand: "easyown", monthlyFeeFen: 0 },
  "easyown-15": { brand: "easyown", monthlyFeeFen: 1_500 },
  "easyown-30": { brand: "easyown", monthlyFeeFen: 3_000 },
};

/** People choose the dearest tariff below what they mean to pay: spending × lognormal. ASSUMED. */
export const TARIFF_CHOICE = { mu: Math.log(0.8), sigma: 0.5 };

/**
 * The way by which somebody deals with the operator: weights, by age. With tenure a call grows
 * likelier and a message less so: signs CALIBRATED (campaigns.md K4), sizes ASSUMED.
 */
export const CHANNEL_WEIGHTS: Readonly<Record<Channel, readonly number[]>> = {
  sms: [60, 60, 44, 32, 20],
  call: [25, 25, 30, 33, 36],
  web: [24, 24, 16, 7, 2],
  counter: [9, 11, 16, 22, 29],
};
/** Months of tenure that double the weight of a call, and halve that of a message. ASSUMED. */
export const CHANNEL_TENURE_MONTHS = 120;

/** Prepaid balance: a part of the monthly spending, exponential with this mean. ASSUMED. */
export const BALANCE_PER_SPENDING = 0.7;

/** A point for a yuan, kept for two years, a part of them spent; Easyown earns none. ASSUMED. */
export const POINTS = { perYuan: 1, monthsKept: 24, leastKept: 0.2 };

/** A contract has from 0 to so many days to go. ASSUMED: two years, even. */
export const CONTRACT_DAYS = 730;

/** A dormant tone lies since 3 months (campaigns.md §1.2) and an exponential time more. ASSUMED. */
export const DORMANT_MONTHS = { least: 3, mean: 5, most: 36 };

/** Ring-back tones on offer; the k-th is chosen in proportion to 1/k. ASSUMED. */
export const TONES = 500;

/**
 * What people do with services in a month: the median of those who do it at all, the deviation of
 * its logarithm, and how it grows with activity and falls with age. All ASSUMED.
 */
export const HABITS = {
  /** MMS sent, of those who use MMS. */
  mms: { perMonth: 3, sigma: 0.9, activityExponent: 0.5, byAge: true },
  /** WAP sessions, of those who use WAP. */
  wap: { perMonth: 20, sigma: 1, activityExponent: 0.25, byAge: true },
  /** Megabytes over WAP, of those who use it. */
  dataMegabytes: { perMonth: 10, sigma: 1.2, activityExponent: 0.25, byAge: true },
  /** Questions about bill and balance, whatever the way. */
  query: { perMonth: 2.5, sigma: 0.6, activityExponent: 0.25, byAge: false },
  /** Changes of the tone, of those who have one in use. */
  toneChange: { perMonth: 0.25, sigma: 0.8, activityExponent: 0, byAge: true },
  /** Calls to the hotline. */
  hotline: { perMonth: 0.4, sigma: 0.8, activityExponent: 0.25, byAge: false },
  /** Calls to voice services and enquiries. */
  voiceService: { perMonth: 0.3, sigma: 1, activityExponent: 0.25, byAge: false },
  /** Visits to a counter. */
  counterVisit: { perMonth: 0.2, sigma: 0.6, activityExponent: 0, byAge: false },
  /** Points redeemed, of those who have some. */
  redemption: { perMonth: 0.04, sigma: 0.5, activityExponent: 0, byAge: false },
  /** Complaints about anything but an offer. */
  complaint: { perMonth: 0.01, sigma: 0.8, activityExponent: 0.25, byAge: false },
} as const satisfies Record<
  string,
  {
    readonly perMonth: number;
    readonly sigma: number;
    readonly activityExponent: number;
    readonly byAge: boolean;
  }
>;
export type Habit = keyof typeof HABITS;

/** Factor of the habits that fall with age, by age. ASSUMED. */
export const HABIT_BY_AGE: readonly number[] = [1.3, 1.5, 1.1, 0.7, 0.4];

/** Whoever prefers a channel does so much more of what belongs to it. ASSUMED. */
export const PREFERRED_FACTOR = 2.5;

/**
 * A small TAC table. Makers and models are fictional; TACs begin with 00, the range for test
 * equipment (3GPP TS 23.003 §6.2.1). Weights of the handsets `inUse` and of those that are `bought`,
 * in 2008 and in 2014. ASSUMED.
 */
export const HANDSETS: readonly (HandsetType & {
  readonly inUse: readonly [in2008: number, in2014: number];
  readonly bought: readonly [in2008: number, in2014: number];
})[] = [
  { tac: 199101, model: "Lark 110", capabilities: 0, inUse: [16, 4], bought: [5, 1] },
  { tac: 199102, model: "Lark 120", capabilities: 0, inUse: [12, 3], bought: [4, 1] },
  { tac: 199103, model: "Hetian H2", capabilities: 0, inUse: [9, 2], bought: [3, 1] },
  { tac: 199110, model: "Lark 300", capabilities: wap, inUse: [10, 3], bought: [6, 1] },
  { tac: 199111, model: "Hetian H5", capabilities: wap, inUse: [8, 2], bought: [6, 1] },
  { tac: 199112, model: "Oriole W1", capabilities: wap, inUse: [5, 1], bought: [4, 0] },
  { tac: 199120, model: "Lark 510", capabilities: mms | wap, inUse: [11, 9], bought: [16, 3] },
  {
    tac: 199121,
    model: "Hetian H7 Camera",
    capabilities: mms | wap,
    inUse: [9, 8],
    bought: [15, 3],
  },
  { tac: 199122, model: "Oriole M3", capabilities: mms | wap, inUse: [8, 8], bought: [14, 3] },
  { tac: 199123, model: "Kestrel Slide", capabilities: mms | wap, inUse: [6, 8], bought: [11, 3] },
  {
    tac: 199130,
    model: "Kestrel 3",
    capabilities: mms | wap | threeG,
    inUse: [3, 18],
    bought: [8, 12],
  },
  {
    tac: 199131,
    model: "Oriole T1",
    capabilities: mms | wap | threeG,
    inUse: [2, 14],
    bought: [6, 12],
  },
  {
    tac: 199132,
    model: "Lark N8",
    capabilities: mms | wap | threeG,
    inUse: [1, 10],
    bought: [2, 9],
  },
  { tac: 199140, model: "Kestrel 5", capabilities: ALL, inUse: [0, 4], bought: [0, 20] },
  { tac: 199141, model: "Hetian Max", capabilities: ALL, inUse: [0, 4], bought: [0, 18] },
  { tac: 199142, model: "Oriole L1", capabilities: ALL, inUse: [0, 2], bought: [0, 12] },
];

export const SURNAMES: readonly Named[] = [
  ["Lin", "林"],
  ["Chen", "陈"],
  ["Wang", "王"],
  ["Li", "李"],
  ["Zhang", "张"],
  ["Liu", "刘"],
  ["Zhao", "赵"],
  ["Huang", "黄"],
  ["Zhou", "周"],
  ["Wu", "吴"],
  ["Xu", "徐"],
  ["Sun", "孙"],
  ["Hu", "胡"],
  ["Zhu", "朱"],
  ["Gao", "高"],
  ["He", "何"],
  ["Guo", "郭"],
  ["Ma", "马"],
  ["Luo", "罗"],
  ["Liang", "梁"],
  ["Song", "宋"],
  ["Zheng", "郑"],
  ["Xie", "谢"],
  ["Han", "韩"],
  ["Tang", "唐"],
  ["Feng", "冯"],
  ["Yu", "于"],
  ["Dong", "董"],
  ["Xiao", "萧"],
  ["Cheng", "程"],
  ["Shen", "沈"],
  ["Ren", "任"],
  ["Jiang", "蒋"],
  ["Tian", "田"],
  ["Du", "杜"],
  ["Ye", "叶"],
].map(([en, zh]) => ({ en: en!, zh: zh! }));

export const TITLES: readonly Named[] = [
  { en: "Ms", zh: "女士" },
  { en: "Mr", zh: "先生" },
];

/** Occupations of people who work anywhere. */
export const OCCUPATIONS: readonly Named[] = [
  { en: "nurse", zh: "护士" },
  { en: "teacher", zh: "教师" },
  { en: "electrician", zh: "电工" },
  { en: "bus driver", zh: "公交司机" },
  { en: "accountant", zh: "会计" },
  { en: "programmer", zh: "程序员" },
  { en: "cook", zh: "厨师" },
  { en: "shopkeeper", zh: "店主" },
  { en: "machinist", zh: "机械工" },
  { en: "civil servant", zh: "公务员" },
  { en: "tailor", zh: "裁缝" },
  { en: "courier", zh: "快递员" },
  { en: "bank clerk", zh: "银行职员" },
  { en: "engineer", zh: "工程师" },
  { en: "hairdresser", zh: "理发师" },
  { en: "welder", zh: "焊工" },
  { en: "designer", zh: "设计师" },
  { en: "journalist", zh: "记者" },
  { en: "pharmacist", zh: "药剂师" },
  { en: "dock worker", zh: "码头工人" },
  { en: "insurance agent", zh: "保险代理人" },
  { en: "gardener", zh: "园艺师" },
];

/** Occupations of people who work in a zone, by its kind. */
export const ZONE_OCCUPATIONS = {
  airport: { en: "airport ground staff", zh: "机场地勤" },
  station: { en: "ticket clerk", zh: "车站售票员" },
  stadium: { en: "groundskeeper", zh: "场馆管理员" },
  mall: { en: "salesperson", zh: "售货员" },
  campus: { en: "lecturer", zh: "大学讲师" },
  theatre: { en: "stagehand", zh: "剧院舞台工" },
  scenic: { en: "park ranger", zh: "景区管理员" },
  business: { en: "office worker", zh: "写字楼职员" },
  hotel: { en: "receptionist", zh: "酒店前台" },
} as const;

/** What those do who have no job, by how they came to have none. */
export const WITHOUT_JOB = {
  pupil: { en: "pupil", zh: "中学生" },
  student: { en: "student", zh: "大学生" },
  retired: { en: "retired", zh: "退休" },
  athome: { en: "at home", zh: "居家" },
} as const;

/** Texts of short messages; nobody reads them but the decoder. */
export const MESSAGE_TEXTS: readonly string[] = [
  "See you at seven.",
  "On my way, ten minutes.",
  "Have you eaten yet?",
  "Call me when you are free.",
  "Train is late again.",
  "Happy birthday!",
  "OK",
  "Where shall we meet tonight?",
];
