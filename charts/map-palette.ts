// Colours of the still map in both themes (design map.md, section 4): values of one cool grey.

export interface MapPalette {
  readonly outside: string;
  readonly land: string;
  readonly water: string;
  readonly shore: string;
  readonly waterName: string;
  readonly border: string;
  /** By {@link DENSITY_THRESHOLDS}, least first. */
  readonly density: readonly string[];
  readonly cellLine: string;
  readonly casing: string;
  readonly expressway: string;
  readonly highway: string;
  readonly local: string;
  readonly arterial: string;
  readonly street: string;
  /** Streets of a district, over the densest areas. */
  readonly streetNear: string;
  readonly rail: string;
  readonly railInside: string;
  readonly zone: string;
  readonly zoneFill: string;
  /** Capital, city, town. */
  readonly placeNames: readonly [string, string, string];
  readonly halo: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
}

/** Persons per km² at which the next colour begins. */
export const DENSITY_THRESHOLDS = [10, 40, 160, 640, 2500, 8000] as const;

export const MAP_PALETTES: Readonly<Record<"dark" | "light", MapPalette>> = {
  dark: {
    outside: "#0F141A",
    land: "#131A22",
    water: "#0A2033",
    shore: "#2E5570",
    waterName: "#6F9AB8",
    border: "#4A5866",
    density: ["#131A22", "#161F29", "#192530", "#1D2C39", "#223543", "#293F50", "#324C60"],
    cellLine: "rgba(160,190,215,.11)",
    casing: "#0D1319",
    expressway: "#586878",
    highway: "#3B4854",
    local: "#2A343E",
    arterial: "#445362",
    street: "#35424E",
    streetNear: "#4C6378",
    rail: "#8D9AA7",
    railInside: "#131A22",
    zone: "#B9C5D0",
    zoneFill: "rgba(185,197,208,.07)",
    placeNames: ["#DDE5EC", "#A9B6C3", "#8493A1"],
    halo: "rgba(10,15,20,.82)",
    ink: "#EAEFF4",
    ink2: "#A3B0BD",
    ink3: "#768594",
  },
  light: {
    outside: "#EAE7E0",
    land: "#F6F4EF",
    water: "#CBDDE8",
    shore: "#86A9BE",
    waterName: "#2F6482",
    border: "#8D887B",
    density: ["#F6F4EF", "#EFEEE9", "#E6E6E3", "#DADDDC", "#CCD2D4", "#BBC5CA", "#A7B5BD"],
    cellLine: "rgba(40,60,80,.1)",
    casing: "#F6F4EF",
    expressway: "#9B9486",
    highway: "#B8B2A6",
    local: "#CFCABF",
    arterial: "#B9B4AA",
    street: "#C9C5BC",
    streetNear: "#CBD3D6",
    rail: "#4C535A",
    railInside: "#F6F4EF",
    zone: "#3E474F",
    zoneFill: "rgba(60,70,80,.06)",
    placeNames: ["#1B2126", "#3E474F", "#5A646D"],
    halo: "rgba(247,245,240,.86)",
    ink: "#161B20",
    ink2: "#4A545E",
    ink3: "#68727C",
  },
};
