// What fictional people are called, what they do, and which fictional handsets they carry.
import { CAPABILITY, type HandsetType } from "../domain/directory.ts";
import type { Named } from "../domain/scene.ts";

const { mms, wap, threeG } = CAPABILITY;

/**
 * A small TAC table. Makers and models are fictional; TACs begin with 00, the range for test
 * equipment (3GPP TS 23.003 §6.2.1). `share` weighs handsets in use in 2008, `newShare` those that
 * are bought in that year. Shares: assumed.
 */
export const HANDSETS: readonly (HandsetType & {
  readonly share: number;
  readonly newShare: number;
})[] = [
  { tac: 199101, model: "Lark 110", capabilities: 0, share: 16, newShare: 5 },
  { tac: 199102, model: "Lark 120", capabilities: 0, share: 12, newShare: 4 },
  { tac: 199103, model: "Hetian H2", capabilities: 0, share: 9, newShare: 3 },
  { tac: 199110, model: "Lark 300", capabilities: wap, share: 10, newShare: 6 },
  { tac: 199111, model: "Hetian H5", capabilities: wap, share: 8, newShare: 6 },
  { tac: 199112, model: "Oriole W1", capabilities: wap, share: 5, newShare: 4 },
  { tac: 199120, model: "Lark 510", capabilities: mms | wap, share: 11, newShare: 16 },
  { tac: 199121, model: "Hetian H7 Camera", capabilities: mms | wap, share: 9, newShare: 15 },
  { tac: 199122, model: "Oriole M3", capabilities: mms | wap, share: 8, newShare: 14 },
  { tac: 199123, model: "Kestrel Slide", capabilities: mms | wap, share: 6, newShare: 11 },
  { tac: 199130, model: "Kestrel 3", capabilities: mms | wap | threeG, share: 3, newShare: 8 },
  { tac: 199131, model: "Oriole T1", capabilities: mms | wap | threeG, share: 2, newShare: 6 },
  { tac: 199132, model: "Lark N8", capabilities: mms | wap | threeG, share: 1, newShare: 2 },
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

/** Senders of service-provider messages, as TP-OA shows them. */
export const SERVICE_SENDERS: readonly string[] = [
  "10086",
  "12580",
  "10658000",
  "10620121",
  "106575550",
];

/** Balance and bill queries by USSD. */
export const SERVICE_CODES: readonly string[] = ["*100#", "*101#", "*111#"];

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
