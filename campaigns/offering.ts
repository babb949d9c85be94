// How an arm's lines go over those of its campaign: one way for all who read an offer.

/** Keys that say one thing: who writes one of them means it instead of all. */
const FORMS = [
  ["product", "productId"],
  ["channel", "channels"],
] as const;

/** The lines that are written over those of `base`; also of the blocks of a file. */
export function overlaid<What extends object>(
  base: What,
  lines: { readonly [Key in keyof What]?: What[Key] | undefined },
): What {
  const own = Object.entries(lines).filter(([, value]) => value !== undefined);
  const dropped = FORMS.filter((forms) => forms.some((form) => own.some(([key]) => key === form)))
    .flat()
    .map(String);
  const kept = Object.entries(base).filter(([key]) => !dropped.includes(key));
  return Object.fromEntries([...kept, ...own]) as What;
}
