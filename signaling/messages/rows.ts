// Rows of message tables, one maker for each format of 3GPP TS 24.007 §11.2.1.1.
import { type Codec, flag, octet, type Row } from "./elements.ts";

/** A mandatory half octet; two in a row share one octet, the first in the lower half. */
export function half<const N extends string>(name: N, clause: string): Row<N, number, "M"> {
  return { name, presence: "M", format: "half", tag: -1, length: 0, codec: octet, clause };
}

/** The other half of an octet that has one meaningful half; usually absent, then written as 0. */
export function spareHalf(): Row<"spareHalfOctet", number, "O"> {
  const name = "spareHalfOctet";
  return {
    name,
    presence: "O",
    format: "half",
    tag: -1,
    length: 0,
    codec: octet,
    clause: "24.008 10.5.1.8",
  };
}

/** A mandatory element without tag and length; `length` counts its octets, 0 = all that follow. */
export function v<const N extends string, T>(
  name: N,
  length: number,
  codec: Codec<T>,
  clause: string,
): Row<N, T, "M"> {
  return { name, presence: "M", format: "V", tag: -1, length, codec, clause };
}

/** A mandatory element with a length. */
export function lv<const N extends string, T>(
  name: N,
  codec: Codec<T>,
  clause: string,
): Row<N, T, "M"> {
  return { name, presence: "M", format: "LV", tag: -1, length: 0, codec, clause };
}

/** An optional element with tag and length. */
export function tlv<const N extends string, T>(
  tag: number,
  name: N,
  codec: Codec<T>,
  clause: string,
): Row<N, T, "O"> {
  return { name, presence: "O", format: "TLV", tag, length: 0, codec, clause };
}

/** An optional element with a tag; `length` counts the octets of its value. */
export function tv<const N extends string, T>(
  tag: number,
  name: N,
  length: number,
  codec: Codec<T>,
  clause: string,
): Row<N, T, "O"> {
  return { name, presence: "O", format: "TV", tag, length, codec, clause };
}

/** A mandatory element that has a tag all the same. */
export function mandatoryTlv<const N extends string, T>(
  tag: number,
  name: N,
  codec: Codec<T>,
  clause: string,
): Row<N, T, "M"> {
  return { name, presence: "M", format: "TLV", tag, length: 0, codec, clause };
}

/** An optional half octet behind a tag of half an octet. */
export function taggedHalf<const N extends string>(
  tag: number,
  name: N,
  clause: string,
): Row<N, number, "O"> {
  return { name, presence: "O", format: "TH", tag, length: 0, codec: octet, clause };
}

/** An optional element that is its tag alone. */
export function t<const N extends string>(tag: number, name: N, clause: string): Row<N, true, "O"> {
  return { name, presence: "O", format: "T", tag, length: 0, codec: flag, clause };
}
