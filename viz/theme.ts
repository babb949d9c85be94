// Colours and shapes in both themes: hue means campaign, everything else is one cool grey.

export type ThemeName = "dark" | "light";

type Rgb = readonly [number, number, number];

/** Every colour that a canvas or an SVG draws with; the panels take theirs from style.css. */
export interface Palette {
  readonly outside: string;
  readonly land: string;
  readonly water: string;
  readonly shore: string;
  readonly waterName: string;
  readonly border: string;
  /** Fill of cells by density class, least first. */
  readonly density: readonly string[];
  readonly cellLine: string;
  readonly casing: string;
  readonly expressway: string;
  readonly highway: string;
  readonly local: string;
  readonly arterial: string;
  readonly street: string;
  readonly rail: string;
  readonly railInside: string;
  readonly zone: string;
  readonly zoneFill: string;
  readonly placeNames: readonly [capital: string, city: string, town: string];
  readonly halo: string;
  readonly idle: Rgb;
  readonly moving: Rgb;
  readonly call: Rgb;
  /** Greatest opacity of people. */
  readonly peopleOpacity: number;
  readonly campaigns: readonly string[];
  readonly otherCampaign: string;
  readonly heldBack: string;
  readonly plate: string;
  readonly panel: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly line: string;
  readonly strongLine: string;
}

/** Lower bounds of the density classes but the first, subscribers per km². */
export const DENSITY_THRESHOLDS = [10, 40, 160, 640, 2500, 8000] as const;

export const PALETTES: Record<ThemeName, Palette> = {
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
    rail: "#8D9AA7",
    railInside: "#131A22",
    zone: "#B9C5D0",
    zoneFill: "rgba(185,197,208,.07)",
    placeNames: ["#DDE5EC", "#A9B6C3", "#8493A1"],
    halo: "rgba(10,15,20,.82)",
    idle: [150, 168, 186],
    moving: [214, 226, 237],
    call: [255, 255, 255],
    peopleOpacity: 0.95,
    campaigns: ["#FCD42F", "#82BFEC", "#1FF0C6", "#6E7CFD", "#D077AC", "#FF843F"],
    otherCampaign: "#A3B0BD",
    heldBack: "#8998A6",
    plate: "rgba(13,18,24,.9)",
    panel: "#0D1218",
    ink: "#EAEFF4",
    ink2: "#A3B0BD",
    ink3: "#768594",
    line: "#212B36",
    strongLine: "#33404D",
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
    rail: "#4C535A",
    railInside: "#F6F4EF",
    zone: "#3E474F",
    zoneFill: "rgba(60,70,80,.06)",
    placeNames: ["#1B2126", "#3E474F", "#5A646D"],
    halo: "rgba(247,245,240,.86)",
    idle: [74, 88, 102],
    moving: [38, 50, 62],
    call: [0, 0, 0],
    peopleOpacity: 0.78,
    campaigns: ["#915C08", "#004E72", "#197A67", "#7640D2", "#570038", "#7F230B"],
    otherCampaign: "#68727C",
    heldBack: "#6B747D",
    plate: "rgba(251,250,247,.93)",
    panel: "#FBFAF7",
    ink: "#161B20",
    ink2: "#4A545E",
    ink3: "#68727C",
    line: "#DAD6CC",
    strongLine: "#B9B4A8",
  },
};

/** Campaigns beyond this many share the grey ring "other" until they are soloed. */
export const NAMED_CAMPAIGNS = 6;

/** The colour of the campaign with this index. */
export function campaignColour(palette: Palette, campaign: number): string {
  return palette.campaigns[campaign] ?? palette.otherCampaign;
}

/**
 * Font stacks after map.md section 3; nothing is fetched from the network. English asks for the
 * Korean cut of Noto Sans CJK, whose Latin is the same but whose apostrophe is not a square wide.
 */
export function fontFamily(language: "en" | "zh"): string {
  return language === "zh"
    ? '"Inter","PingFang SC","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",system-ui,sans-serif'
    : '"Inter","Noto Sans CJK KR",system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,"PingFang SC","Microsoft YaHei",sans-serif';
}
