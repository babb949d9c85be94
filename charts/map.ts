// The still map as SVG text: land, density, water, border, roads, rail, zones, names; no DOM.
import { curveBasis, curveBasisClosed, line } from "d3-shape";
import type { MapWorld, Point, Road } from "../domain/scene.ts";
import { escaped, mapKey, px } from "./map-key.ts";
import { type MapName, placeNames } from "./map-names.ts";
import { DENSITY_THRESHOLDS, MAP_PALETTES, type MapPalette } from "./map-palette.ts";

export interface MapPicture {
  readonly world: MapWorld;
  /** Areas of equal density, in any order. */
  readonly areas: readonly { readonly ring: readonly Point[]; readonly perKm2: number }[];
  readonly language: "en" | "zh";
  readonly theme: "dark" | "light";
  /** Width of the map, px; its height follows. Default 1600. */
  readonly width?: number;
  /** A line beneath the title. */
  readonly subtitle?: string;
}

/** Line widths in px by zoom band (design map.md, section 6): province, city, streets, district. */
const WIDTHS = {
  local: [0, 0.8, 1, 1.2],
  highway: [0.7, 1, 1.6, 2.2],
  expressway: [1.1, 1.5, 2.2, 3],
  casing: [2.2, 3.4, 4.6, 6],
  arterial: [0, 0.6, 1.1, 1.6],
  street: [0, 0, 0.6, 1],
  rail: [1.8, 2.6, 3.4, 4],
  railInside: [0.9, 1.3, 1.8, 2.2],
  railDash: [5, 7, 9, 11],
  station: [2.4, 3, 4, 4.5],
} as const;
type Band = 0 | 1 | 2 | 3;

const FONTS = {
  en: "Inter,'Noto Sans CJK KR',system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif",
  zh: "Inter,'PingFang SC','Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif",
} as const;

/** Everything that the layers draw with: km to px, and the look. */
interface Brush {
  readonly world: MapWorld;
  /** px per km */
  readonly k: number;
  readonly band: Band;
  readonly palette: MapPalette;
  readonly language: "en" | "zh";
}

/** The map of a world as one SVG document. */
export function mapSvg(picture: MapPicture): string {
  const { world, language, theme, width = 1600 } = picture;
  const k = width / world.width;
  const height = Math.round(world.height * k);
  const band: Band = k < 9 ? 0 : k < 24 ? 1 : k < 40 ? 2 : 3;
  const palette = MAP_PALETTES[theme];
  const brush: Brush = { world, k, band, palette, language };
  const title = world.name[language];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONTS[language]}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<defs><clipPath id="land"><path d="${landPath(brush)}"/></clipPath></defs>`,
    `<rect width="${width}" height="${height}" fill="${palette.outside}"/>`,
    land(brush, picture.areas),
    water(brush),
    roads(brush),
    rails(brush),
    zones(brush),
    ...names(brush, { width, height }),
    ...mapKey({ ...brush, title: world.name, subtitle: picture.subtitle, height }),
    "</svg>",
    "",
  ].join("\n");
}

function straight(points: readonly Point[], k: number, closed: boolean): string {
  let path = "";
  let before = "";
  for (const [x, y] of points) {
    const at = `${px(x * k)} ${px(y * k)}`;
    if (at !== before) path += `${path === "" ? "M" : "L"}${at}`;
    before = at;
  }
  return closed && path !== "" ? `${path}Z` : path;
}

function smooth(points: readonly Point[], k: number, closed: boolean): string {
  if (points.length < 3) return straight(points, k, closed);
  const draw = line<Point>(
    ([x]) => x * k,
    ([, y]) => y * k,
  )
    .curve(closed ? curveBasisClosed : curveBasis)
    .digits(1);
  return draw([...points]) ?? "";
}

function stroke(path: string, colour: string, width: number, more = ""): string {
  if (path === "") return "";
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${px(width)}"${more}/>`;
}

function landPath({ world, k }: Brush): string {
  return [world.province, ...(world.islands ?? [])].map((ring) => smooth(ring, k, true)).join("");
}

function land({ world, k, palette, ...rest }: Brush, areas: MapPicture["areas"]): string {
  const classes = palette.density.map(() => "");
  for (const { ring, perKm2 } of areas) {
    const above = DENSITY_THRESHOLDS.filter((least) => perKm2 >= least).length;
    classes[above] += straight(ring, k, true);
  }
  const outline = landPath({ world, k, palette, ...rest });
  return [
    `<path d="${outline}" fill="${palette.land}"/>`,
    '<g clip-path="url(#land)">',
    ...classes.map((path, index) => {
      const fill = palette.density[index]!;
      // The line of the same colour closes the seams between areas.
      return path === "" || index === 0
        ? ""
        : `<path d="${path}" fill="${fill}" stroke="${fill}" stroke-width=".6"/>`;
    }),
    "</g>",
  ].join("");
}

function water({ world, k, palette, band }: Brush): string {
  const lakes = world.lakes
    .flatMap(({ rings }) => rings)
    .map((ring) => smooth(ring, k, true))
    .join("");
  const sea = smooth(world.sea, k, true);
  const shoreWidth = band === 0 ? 1 : 1.6;
  const border = [
    landPath({ world, k, palette, band, language: "en" }),
    ...(world.borders ?? []).map((points) => smooth(points, k, false)),
  ].join("");
  return [
    `<g stroke-linecap="round" stroke-linejoin="round">`,
    stroke(lakes, palette.shore, 1.4),
    ...riverClasses(world, k).map(({ path, width }) =>
      stroke(path, palette.shore, Math.max(width, 1.1) + shoreWidth),
    ),
    stroke(border, palette.border, 1, ' stroke-dasharray="7 3 1.5 3" opacity=".75"'),
    sea === ""
      ? ""
      : `<path d="${sea}" fill="${palette.water}" stroke="${palette.shore}" stroke-width=".8"/>`,
    lakes === "" ? "" : `<path d="${lakes}" fill="${palette.water}" fill-rule="evenodd"/>`,
    ...riverClasses(world, k).map(({ path, width }) =>
      stroke(path, palette.water, Math.max(width, 1.1)),
    ),
    "</g>",
  ].join("");
}

/** Ratio between neighbouring width classes of rivers. */
const WIDTH_STEP = 1.15;

/** Runs of river of about one width, as round-capped strokes; narrow ones first. */
function riverClasses(world: MapWorld, k: number): { path: string; width: number }[] {
  const classes = new Map<number, string>();
  for (const { points } of world.rivers) {
    let last = Number.NaN;
    for (let index = 1; index < points.length; index++) {
      const [a, b] = [points[index - 1]!, points[index]!];
      const step = Math.round(Math.log(Math.max(0.05, (a[2] + b[2]) / 2)) / Math.log(WIDTH_STEP));
      const from = step === last ? "" : `M${px(a[0] * k)} ${px(a[1] * k)}`;
      classes.set(step, `${classes.get(step) ?? ""}${from}L${px(b[0] * k)} ${px(b[1] * k)}`);
      last = step;
    }
  }
  return [...classes]
    .sort(([a], [b]) => a - b)
    .map(([step, path]) => ({ path, width: WIDTH_STEP ** step * k }));
}

function roads({ world, k, palette, band }: Brush): string {
  const of = (...kinds: readonly Road["class"][]): string =>
    world.roads
      .filter((road) => kinds.includes(road.class))
      .map((road) => smooth(road.points, k, false))
      .join("");
  const fast = of("expressway", ...(band > 0 ? (["ring"] as const) : []));
  const layers: [kind: "street" | "local" | "arterial" | "highway", colour: string][] = [
    ["street", band === 3 ? palette.streetNear : palette.street],
    ["local", palette.local],
    ["arterial", palette.arterial],
    ["highway", palette.highway],
  ];
  return [
    '<g stroke-linejoin="round">',
    ...layers.map(([kind, colour]) =>
      WIDTHS[kind][band] === 0 ? "" : stroke(of(kind), colour, WIDTHS[kind][band]),
    ),
    stroke(fast, palette.casing, WIDTHS.casing[band]),
    stroke(fast, palette.expressway, WIDTHS.expressway[band]),
    "</g>",
  ].join("");
}

function rails({ world, k, palette, band }: Brush): string {
  const path = world.railways.map(({ points }) => smooth(points, k, false)).join("");
  const half = WIDTHS.station[band];
  const stations = new Set(
    world.railways.flatMap(({ stations: all }) =>
      all.map(({ at: [x, y] }) => `${px(x * k - half)} ${px(y * k - half)}`),
    ),
  );
  const dash = WIDTHS.railDash[band];
  return [
    stroke(path, palette.rail, WIDTHS.rail[band]),
    stroke(
      path,
      palette.railInside,
      WIDTHS.railInside[band],
      ` stroke-dasharray="${dash} ${dash}"`,
    ),
    ...[...stations].map((at) => {
      const [x, y] = at.split(" ");
      return `<rect x="${x}" y="${y}" width="${2 * half}" height="${2 * half}" fill="${palette.railInside}" stroke="${palette.rail}" stroke-width="1.4"/>`;
    }),
  ].join("");
}

function zones({ world, k, palette, band }: Brush): string {
  if (band === 0) return "";
  return world.zones
    .map(({ ring, parts = [], kind }) => {
      const path = [ring, ...parts].map((one) => straight(one, k, true)).join("");
      const dash = kind === "campus" || kind === "scenic" ? ' stroke-dasharray="2 3"' : "";
      return `<path d="${path}" fill="${palette.zoneFill}" stroke="${palette.zone}" stroke-opacity=".8"${dash}/>`;
    })
    .join("");
}

function names(brush: Brush, size: { width: number; height: number }): string[] {
  const { palette, language } = brush;
  const colours = {
    capital: palette.placeNames[0],
    city: palette.placeNames[1],
    town: palette.placeNames[2],
    zone: palette.zone,
    water: palette.waterName,
  };
  return placeNames({ ...brush, ...size }).map(({ x, y, text, style }: MapName) => {
    const halo =
      style.kind === "water"
        ? ""
        : ` paint-order="stroke" stroke="${palette.halo}" stroke-width="3.5" stroke-linejoin="round"`;
    const slant = style.kind === "water" && language === "en" ? ' font-style="italic"' : "";
    const space = style.spacing > 0 ? ` letter-spacing="${px(style.spacing * style.size)}"` : "";
    return `<text x="${px(x)}" y="${px(y)}" font-size="${style.size}" font-weight="${style.weight}" fill="${colours[style.kind]}"${halo}${slant}${space}>${escaped(text)}</text>`;
  });
}
