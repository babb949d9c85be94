// A canvas that adds light: sums per pixel in one byte array, tone-mapped only where touched.
import type { Palette } from "./theme.ts";

/** Units of the buffer per weight 1; 255 units are the brightest. */
export const UNIT = 48;

export class LightBuffer {
  /** Device pixels per CSS pixel. */
  ratio = 1;
  readonly #canvas: HTMLCanvasElement;
  readonly #brush: CanvasRenderingContext2D;
  #width = 1;
  #height = 1;
  #sums = new Uint8Array(1);
  #touched = new Uint32Array(1);
  #touchedCount = 0;
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(this.#image.data.buffer);
  #tones = new Uint32Array(256);

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#brush = canvas.getContext("2d")!;
  }

  /** Width and height in CSS pixels. */
  resize(width: number, height: number, ratio: number): void {
    this.ratio = ratio;
    this.#width = Math.max(1, Math.round(width * ratio));
    this.#height = Math.max(1, Math.round(height * ratio));
    this.#canvas.width = this.#width;
    this.#canvas.height = this.#height;
    this.#sums = new Uint8Array(this.#width * this.#height);
    this.#touched = new Uint32Array(this.#width * this.#height);
    this.#touchedCount = 0;
    this.#image = new ImageData(this.#width, this.#height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  colour(palette: Palette): void {
    this.#tones = toneTable(palette);
  }

  /** Whether a device pixel lies inside, or outside by less than `margin`. */
  holds(x: number, y: number, margin: number): boolean {
    return x > -margin && y > -margin && x < this.#width + margin && y < this.#height + margin;
  }

  /** Adds units of light to a device pixel; outside the canvas nothing happens. */
  add(x: number, y: number, units: number): void {
    if (x < 0 || y < 0 || x >= this.#width || y >= this.#height) return;
    const pixel = y * this.#width + x;
    const sum = this.#sums[pixel]!;
    if (sum === 0) this.#touched[this.#touchedCount++] = pixel;
    this.#sums[pixel] = sum + units > 255 ? 255 : sum + units;
  }

  erase(): void {
    for (let entry = 0; entry < this.#touchedCount; entry++) {
      const pixel = this.#touched[entry]!;
      this.#sums[pixel] = 0;
      this.#pixels[pixel] = 0;
    }
    this.#touchedCount = 0;
  }

  show(): void {
    for (let entry = 0; entry < this.#touchedCount; entry++) {
      const pixel = this.#touched[entry]!;
      this.#pixels[pixel] = this.#tones[this.#sums[pixel]!]!;
    }
    this.#brush.putImageData(this.#image, 0, 0);
  }
}

/** RGBA (as little-endian words) for every sum of light: 1 − exp(−v), from idle's colour to call's. */
function toneTable({ idle, call, peopleOpacity }: Palette): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(256);
  for (let units = 1; units < 256; units++) {
    const tone = 1 - Math.exp((-units / UNIT) * 1.05);
    const mix = Math.min(1, tone * 1.1);
    const part = (channel: 0 | 1 | 2): number =>
      Math.round(idle[channel] + (call[channel] - idle[channel]) * mix);
    const alpha = Math.round(255 * Math.min(0.95, tone * (peopleOpacity / 0.95)));
    words[units] = ((alpha << 24) | (part(2) << 16) | (part(1) << 8) | part(0)) >>> 0;
  }
  return words;
}
