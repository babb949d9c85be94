// Colours and shapes in both themes: hue means campaign, everything else is one cool grey.

import { DENSITY_THRESHOLDS, MAP_PALETTES, type MapPalette } from "../charts/map-palette.ts";

export type ThemeName = "dark" | "light";

type Rgb = readonly [number, number, number];

/** Every colour that a canvas or an SVG draws with; the panels take theirs from style.css. */
export interface Palette extends MapPalette {
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
  readonly line: string;
  readonly strongLine: string;
}

export { DENSITY_THRESHOLDS };

export const PALETTES: Record<ThemeName, Palette> = {
  dark: {
    ...MAP_PALETTES.dark,
    idle: [150, 168, 186],
    moving: [214, 226, 237],
    call: [255, 255, 255],
    peopleOpacity: 0.95,
    campaigns: ["#FCD42F", "#82BFEC", "#1FF0C6", "#6E7CFD", "#D077AC", "#FF843F"],
    otherCampaign: "#A3B0BD",
    heldBack: "#8998A6",
    plate: "rgba(13,18,24,.9)",
    panel: "#0D1218",
    line: "#212B36",
    strongLine: "#33404D",
  },
  light: {
    ...MAP_PALETTES.light,
    idle: [74, 88, 102],
    moving: [38, 50, 62],
    call: [0, 0, 0],
    peopleOpacity: 0.78,
    campaigns: ["#915C08", "#004E72", "#197A67", "#7640D2", "#570038", "#7F230B"],
    otherCampaign: "#68727C",
    heldBack: "#6B747D",
    plate: "rgba(251,250,247,.93)",
    panel: "#FBFAF7",
    line: "#DAD6CC",
    strongLine: "#B9B4A8",
  },
};

/** Campaigns beyond this many share the grey ring "other". */
export const NAMED_CAMPAIGNS = 16;

/** The colour of the campaign with this index; colours come again after six, shapes do not. */
export function campaignColour(palette: Palette, campaign: number): string {
  const { campaigns, otherCampaign } = palette;
  return campaign < NAMED_CAMPAIGNS ? campaigns[campaign % campaigns.length]! : otherCampaign;
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
