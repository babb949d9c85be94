// Products that do not go together: names that nothing has, and rules that no person can meet.
import { PRODUCTS } from "../../domain/product.ts";
import { type Path, valueAt } from "../positions.ts";
import { listAt, repeats, textAt, textsAt } from "../raw.ts";
import type { Complaint } from "../refusals.ts";
import { nearestWord } from "../suggestion.ts";

export function wrongProducts(root: unknown): readonly Complaint[] {
  const products = listAt(root, ["products"]);
  const known = productNames(root);
  const twice = repeats(products, "id").map(({ index, earlier, text }) => ({
    path: ["products", index, "id"],
    got: `"${text}" again`,
    wanted: `an id that products[${earlier}] does not have`,
    remedy: "Rename one of the two.",
  }));
  return [
    ...twice,
    ...products.flatMap((product, index) => [
      ...wrongNames(product, ["products", index], known),
      ...impossibleRules(product, ["products", index]),
    ]),
    ...circles(products),
  ];
}

/** What a campaign may sell, and a product name: ids of the table, classes of need. */
export function productNames(root: unknown): readonly string[] {
  const ids = listAt(root, ["products"]).map((product) => textAt(product, ["id"]));
  return [...ids.filter((id) => id !== undefined), ...PRODUCTS];
}

/** That this name is none of the known ones. */
export function unknownProduct(name: string, path: Path, known: readonly string[]): Complaint {
  const meant = nearestWord(name, known);
  return {
    path,
    got: `"${name}"`,
    wanted: `an id of products or a class of need: ${known.join(", ")}`,
    remedy: meant === undefined ? "Add it to products." : `Did you mean ${meant}?`,
  };
}

const RULES = ["prerequisites", "excludes"] as const;

function wrongNames(product: unknown, path: Path, known: readonly string[]): readonly Complaint[] {
  const id = textAt(product, ["id"]);
  return RULES.flatMap((rule) =>
    listAt(product, [rule]).flatMap((name, index): readonly Complaint[] => {
      const at = [...path, rule, index];
      if (typeof name !== "string") return [];
      if (name === id && name !== textAt(product, ["need"])) {
        const wanted = rule === "excludes" ? "products that it excludes" : "products that it needs";
        return [{ path: at, got: "the product itself", wanted, remedy: "Remove it." }];
      }
      return known.includes(name) ? [] : [unknownProduct(name, at, known)];
    }),
  );
}

/** Nobody can have and not have a product. */
function impossibleRules(product: unknown, path: Path): readonly Complaint[] {
  const needed = textsAt(product, ["prerequisites"]);
  return listAt(product, ["excludes"]).flatMap((name, index) =>
    typeof name === "string" && needed.includes(name)
      ? [
          {
            path: [...path, "excludes", index],
            got: `"${name}", which is one of its prerequisites`,
            wanted: "products that nobody needs for it",
            remedy: "Remove it from one of the two lists.",
          },
        ]
      : [],
  );
}

/** Products that need each other, so that nobody can have the first. */
function circles(products: readonly unknown[]): readonly Complaint[] {
  const needs = new Map(
    products.map((product) => [textAt(product, ["id"]), textsAt(product, ["prerequisites"])]),
  );
  const leadsTo = (from: string, to: string, seen: Set<string>): boolean =>
    (needs.get(from) ?? []).some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return leadsTo(next, to, seen);
    });
  return products.flatMap((product, index) => {
    const id = textAt(product, ["id"]);
    if (id === undefined || valueAt(product, ["prerequisites"]) === undefined) return [];
    const own = textsAt(product, ["prerequisites"]).filter((name) => name !== id);
    const through = own.find((name) => leadsTo(name, id, new Set()));
    return through === undefined
      ? []
      : [
          {
            path: ["products", index, "prerequisites"],
            got: `"${through}", which needs "${id}"`,
            wanted: "prerequisites that somebody can have first",
            remedy: "Remove one of the two.",
          },
        ];
  });
}
