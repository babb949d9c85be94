// The A interface itself: events become octets on links, and octets become events again.
import { byTotalOrder, type SubscriberEvent } from "../domain/subscriber-event.ts";
import { TwoDoors } from "../domain/two-doors.ts";
import { LINK_TYPE } from "../signaling/carriers/pcap.ts";
import { createTap } from "../signaling/tapped-message.ts";
import { advance, createTracker, track } from "../signaling/tracker.ts";
import { createLink, type LinkOptions, mtp3Of, type WireSource } from "./link.ts";
import type { Traffic } from "./traffic.ts";

/**
 * What `source.events` is, by way of octets: encode, SCCP and MTP3, decode, track; feeds stand beside
 * the link. Windows are asked one after the other from 0.
 */
export function createWire(source: WireSource, options: LinkOptions): Pick<Traffic, "events"> {
  const feeds: SubscriberEvent[] = [];
  const link = createLink(source, { ...options, onFeed: (event) => feeds.push(event) });
  const doors = new TwoDoors();
  const { directory, numbers, tokenise } = source;
  const tracker = createTracker({ registry: directory, numbers, tokenise });
  const tap = createTap((frame, reason) => {
    throw new Error(`frame ${frame}: ${reason}`);
  });
  let frames = 0;
  return {
    events(fromMs, toMs) {
      const events: SubscriberEvent[] = [];
      for (const frame of link.frames(fromMs, toMs)) {
        frames++;
        for (const message of tap.read(LINK_TYPE.mtp3, frame.timeMs, frames, mtp3Of(frame))) {
          for (const event of track(tracker, message)) events.push(event);
        }
      }
      // What only time concludes belongs to the window in which its time comes.
      for (const event of advance(tracker, toMs - 1)) events.push(event);
      // The link asks for events ahead of the window.
      let told = 0;
      while (told < feeds.length && feeds[told]!.timeMs < toMs) told++;
      return doors.merge(events.sort(byTotalOrder), feeds.splice(0, told));
    },
  };
}
