// What people need or not, and campaigns sell: one list for records, campaigns and needs.

export const PRODUCTS = [
  "mms",
  "wap",
  "missedCallAlert",
  "mobileNewspaper",
  "ringbackTone",
  "other",
] as const;
export type Product = (typeof PRODUCTS)[number];
