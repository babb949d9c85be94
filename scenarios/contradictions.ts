// What is wrong between the lines of a scenario, where each line alone is right.
import { backwardHolidays } from "./calendar.ts";
import { wrongChannels } from "./contradictions/channels.ts";
import { wrongExpectation, wrongGoals } from "./contradictions/expectation.ts";
import { wrongMoments } from "./contradictions/moments.ts";
import { wrongOfferings } from "./contradictions/offerings.ts";
import { wrongProducts } from "./contradictions/products.ts";
import { type Path, valueAt } from "./positions.ts";
import { campaignsOf, listAt, repeats } from "./raw.ts";
import type { Complaint } from "./refusals.ts";

/** Complaints about values that do not go together; `root` may be wrong in any other way. */
export function contradictionsIn(root: unknown): readonly Complaint[] {
  return [
    ...repeatedNames(root),
    ...wrongServices(root),
    ...backwardHolidays(root),
    ...wrongNetwork(root),
    ...wrongProducts(root),
    ...wrongChannels(root),
    ...wrongOfferings(root),
    ...wrongMoments(root),
    ...wrongGoals(root),
    ...wrongExpectation(root),
  ];
}

/** Reports count by name, so two campaigns cannot share one. */
function repeatedNames(root: unknown): readonly Complaint[] {
  return repeats(campaignsOf(root), "name").map(({ index, earlier, text }) => ({
    path: ["campaigns", index, "name"],
    got: `"${text}" again`,
    wanted: `a name that campaigns[${earlier}] does not have`,
    remedy: "Rename one of the two.",
  }));
}

const SERVICES = ["numbers", "services"] as const;

/** Service numbers that stand twice, keywords that no text equals, secrets that would pass. */
function wrongServices(root: unknown): readonly Complaint[] {
  const services = listAt(root, SERVICES);
  const twice = repeats(services, "number").map(({ index, earlier, text }) => ({
    path: [...SERVICES, index, "number"],
    got: `"${text}" again`,
    wanted: `a number that numbers.services[${earlier}] does not have`,
    remedy: "Make one entry of the two.",
  }));
  return [
    ...twice,
    ...services.flatMap((service, index) => [
      ...wrongKeywords(service, [...SERVICES, index]),
      ...openSecrets(service, [...SERVICES, index]),
      ...wrongPaths(service, [...SERVICES, index]),
    ]),
  ];
}

/** Texts are compared in upper case and without blanks around them. */
function wrongKeywords(service: unknown, path: Path): readonly Complaint[] {
  const keywords = valueAt(service, ["keywords"]);
  if (typeof keywords !== "object" || keywords === null || Array.isArray(keywords)) return [];
  return Object.keys(keywords).flatMap((keyword) => {
    const compared = keyword.trim().toUpperCase();
    if (compared === keyword && keyword !== "") return [];
    return [
      {
        path: [...path, "keywords", keyword],
        got: `"${keyword}"`,
        wanted: "a keyword in upper case, with no blanks around it",
        remedy: compared === "" ? "Remove it." : `Write ${compared}: small letters match it too.`,
      },
    ];
  });
}

/** Keys of a phone, and no more of them than a menu is deep. */
const PATH = /^[0-9*#]{1,8}$/;

function wrongPaths(service: unknown, path: Path): readonly Complaint[] {
  const paths = valueAt(service, ["paths"]);
  if (typeof paths !== "object" || paths === null || Array.isArray(paths)) return [];
  return Object.keys(paths)
    .filter((keys) => !PATH.test(keys))
    .map((keys) => ({
      path: [...path, "paths", keys],
      got: `"${keys}"`,
      wanted: 'keys of a phone, such as "12"',
      remedy: "Write digits, * and #, up to eight, in quotes.",
    }));
}

/** What people send or press may pass where it is the operator's business: a bank's PIN is not. */
function openSecrets(service: unknown, path: Path): readonly Complaint[] {
  const owner = valueAt(service, ["class"]) ?? "service";
  if (owner === "operator") return [];
  const keywords = valueAt(service, ["keywords"]);
  const has = typeof keywords === "object" && keywords !== null && Object.keys(keywords).length > 0;
  const refused = [
    ...(valueAt(service, ["menu"]) === true ? ["menu"] : []),
    ...(has ? ["keywords"] : []),
  ];
  return refused.map((key) => ({
    path: [...path, key],
    got: `${key} of a number of class ${String(owner)}`,
    wanted: `${key} of the operator's own numbers only`,
    remedy: "What people send or press elsewhere may be a secret. Remove it, or change the class.",
  }));
}

const AREAS = ["locationAreas", "cellsPerArea", "peoplePerArea"] as const;
/** Keys of the network that make a land, and those that need the cells of a real one. */
const GENERATES = ["size", "sites"] as const;
const IMPORTS = ["zones", "baseMap", "subscribers"] as const;

/** A network is cut in one way, and it is generated or read from files. */
function wrongNetwork(root: unknown): readonly Complaint[] {
  const has = (key: string): boolean => valueAt(root, ["network", key]) !== undefined;
  const complaint = (key: string, wanted: string, remedy: string): Complaint => ({
    path: ["network", key],
    got: "it besides others",
    wanted,
    remedy,
  });
  const [, ...more] = AREAS.filter(has);
  const cuts = more.map((key) =>
    complaint(key, `one of ${AREAS.join(", ")}`, "Keep one of them and remove the others."),
  );
  const imported = has("cells");
  const made = GENERATES.filter((key) => imported && has(key)).map((key) =>
    complaint(key, "none where network.cells names a real network", "Remove it, or cells."),
  );
  const alone = IMPORTS.filter((key) => !imported && has(key)).map((key) => ({
    ...complaint(key, "network.cells beside it", "Name the file with the network's cells too."),
    got: "it without cells",
  }));
  return [...cuts, ...made, ...alone, ...homelessPeople(root)];
}

const HOME_COLUMNS = ["lac", "ci", "lon", "lat"] as const;

/** A subscriber file says where each person lives, in one of two ways. */
function homelessPeople(root: unknown): readonly Complaint[] {
  const path = ["network", "subscribers", "columns"];
  const columns = valueAt(root, path);
  if (typeof columns !== "object" || columns === null || Array.isArray(columns)) return [];
  const given = HOME_COLUMNS.filter((column) => column in columns).join(" and ");
  if (given === "lac and ci" || given === "lon and lat") return [];
  return [
    {
      path,
      got: given === "" ? "no column of homes" : given,
      wanted: "lac and ci, or lon and lat",
      remedy: "Name the two columns that say where a person lives.",
    },
  ];
}
