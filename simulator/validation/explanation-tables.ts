// Why a row fails, by its id, for as long as it does; the page prints only those of rows that fail.

export const EXPLANATIONS: Readonly<Record<string, string>> = {
  M1a:
    "β and κ of the fit trade against each other: everyday trips inside one province of 300 × 200 km " +
    "end sooner than the nation-wide ones behind the target, and a short κ leaves a smaller β.",
  M1b:
    "Everyday trips inside one province of 300 × 200 km, with few across it: the cutoff is that of the " +
    "land and of its towns, shorter than that of a nation. The plot shows one law with one cutoff.",
  M2a:
    "The same bound as M1b: no radius can grow beyond the province, so that the tail ends sooner than " +
    "the fit's least cutoff of 50 km lets it, and the exponent takes it up.",
  M5:
    "Towers that stand in for those of home and work (cell reselection) fill ranks 3 to 8, and the " +
    "last tower of an hour hides short visits: both make the first ranks of the regression too heavy.",
  M9a: "Regularity counts towers: reselection at home lowers it, long regular working days raise it.",
  M11: "Trips inside one place cannot be seen; ping-pong that cannot be told from trips is.",
  M12a:
    "Sightings lie up to an hour apart (T3212). The estimate is right in the mean where the truth is " +
    "known, but ways inside one place (under 1 km) are not seen, so that the shortest are missing.",
  M12b:
    "Sightings lie up to an hour apart, so that a person's way is known within 18 minutes. Ways under " +
    "1 km are not seen at all: their share is missing here, while the target has them.",
  M12c:
    "As M12b. Where the truth is known the share over 60 min is measured too low (7 % for 17 %): single " +
    "people's times are drawn to the mean of those with as far to go.",
  C10c:
    "People's slots for ties are few and the same for everybody, and the population is small: the degree " +
    "ends near ten, where the published network has a tail.",
  C10d:
    "It contradicts C1 with C10b. Weights w^−1.9 have a mean of about 15 calls a tie; 500 minutes a " +
    "month in calls of 100 s over three mutual ties are dozens. The published network is another " +
    "country's, with fewer calls a person, and its exponents are from memory.",
  T3a:
    "Location areas of 90 cells are small on the ground (eight thousand cells in one province), and " +
    "people who live at a border meet it often.",
  T5a: "Messages come later than calls (C15): the busy hour is the calls', not the messages'.",
  T6b:
    "A handset at rest is handed over between cells of its own location area only, and BSCs serve whole " +
    "areas: borders of BSCs are crossed on the way alone. Most calls are made at rest.",
  T7a:
    "Pages follow terminated calls and messages (C3, T5); phones that are off are known to be, and not " +
    "paged, while the target counts phones that left without a detach.",
  T7b: "First pages fail only where a phone is out of coverage or without battery.",
  T11: "It follows from T13 and T10: fewer messages a subscriber leave room for more subscribers.",
  T12: "It follows from C3, C12 and T1, each in the lower half of its range.",
  T13a:
    "It follows from C3, C12 and T1. Its standard error is 2 % at 4,000 people (a person's messages in " +
    "an hour vary by more than their mean).",
};
