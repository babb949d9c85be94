// The form of a trigger: its name, fields, machine and words in one file, for all who need them.
import type { AnyStateMachine } from "xstate";
import type { Directory } from "../../domain/directory.ts";
import type { FeedName } from "../../domain/feed-events.ts";
import type { Named } from "../../domain/scene.ts";
import type { TriggerFacts, TriggerParameters } from "../../domain/trigger.ts";
import type { ColumnType, Migrate } from "../columnar/colony.ts";

/** Emitted by each: `TriggerFired`. Events: `EnrichedEvent`. */
export interface TriggerMachine {
  readonly machine: AnyStateMachine;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /**
   * To be changed with states, transitions, columns, or what they mean: slabs of another version
   * are only read with a migration. Default: the machine's own, or "".
   */
  readonly version?: string;
  /** By the older version, rows of which it makes rows of this one. */
  readonly migrations?: Readonly<Record<string, Migrate>>;
}

/**
 * What every field has. One without a default must be written in the scenario, unless it is optional:
 * the machine then gets no such parameter.
 */
interface AnyField {
  /** A sentence or two for editors and docs/triggers.md, with the default at the end. */
  readonly describe: string;
  readonly optional?: true;
}

/** Time as "5m"; the machine gets ms under the field's name and "Ms". */
export interface DurationField extends AnyField {
  readonly kind: "duration";
  readonly minimum?: string;
  readonly maximum?: string;
  /** As written; or so many times the network's periodic update timer (T3212). */
  readonly default?: string | { readonly periodicUpdates: number };
}

/** A whole number, limits included. */
export interface CountField extends AnyField {
  readonly kind: "count";
  readonly from: number;
  readonly to: number;
  readonly default?: number;
}

export interface ChoiceField extends AnyField {
  readonly kind: "choice";
  readonly of: readonly string[];
  readonly default?: string;
}

export interface ChoiceListField extends AnyField {
  readonly kind: "choiceList";
  readonly of: readonly string[];
  readonly default?: readonly string[];
}

export interface FlagField extends AnyField {
  readonly kind: "flag";
  readonly default?: boolean;
}

/** What a text must look like; "words": not empty. */
export type TextForm = "words" | "serviceNumber" | "serviceCode" | "identifier" | "keys";

export interface TextField extends AnyField {
  readonly kind: "text";
  /** Default: words. */
  readonly form?: TextForm;
  readonly default?: string;
}

export interface TextListField extends AnyField {
  readonly kind: "textList";
  /** Of each text; default: words. */
  readonly form?: TextForm;
  readonly default?: readonly string[];
}

/** The first digits of listed numbers; the machine gets the listed numbers that begin so. */
export interface ServicePrefixField extends AnyField {
  readonly kind: "servicePrefix";
  readonly default?: string;
}

/** A list of numbers with both limits included. */
export interface NumberListField extends AnyField {
  readonly kind: "numberList";
  readonly from: number;
  readonly to: number;
  readonly default?: readonly number[];
}

/** A time of day as "19:00"; the machine gets ms after midnight under the field's name and "Ms". */
export interface TimeOfDayField extends AnyField {
  readonly kind: "timeOfDay";
  readonly default?: string;
}

/** From one time of day to another; the machine gets ms after midnight. */
export interface HoursField extends AnyField {
  readonly kind: "hours";
  readonly default?: { readonly from: string; readonly to: string };
}

/** Names, each with a text, a number or a flag. */
export interface MappingField extends AnyField {
  readonly kind: "mapping";
  readonly default?: Readonly<Record<string, string | number | boolean>>;
}

export type Field =
  | DurationField
  | CountField
  | ChoiceField
  | ChoiceListField
  | FlagField
  | TextField
  | TextListField
  | ServicePrefixField
  | NumberListField
  | TimeOfDayField
  | HoursField
  | MappingField;

/** The fields of a trigger in YAML, beside `name`, in the order of their printing. */
export type Fields = Readonly<Record<string, Field>>;

type KeyOf<TKey extends string, TField extends Field> = TField extends
  | DurationField
  | TimeOfDayField
  ? `${TKey}Ms`
  : TKey;

type ValueOf<TField extends Field> = TField extends DurationField | CountField | TimeOfDayField
  ? number
  : TField extends ChoiceField
    ? TField["of"][number]
    : TField extends ChoiceListField
      ? readonly TField["of"][number][]
      : TField extends FlagField
        ? boolean
        : TField extends TextField
          ? string
          : TField extends TextListField | ServicePrefixField
            ? readonly string[]
            : TField extends NumberListField
              ? readonly number[]
              : TField extends HoursField
                ? Span
                : Readonly<Record<string, string | number | boolean>>;

/** ms after midnight; an end before the begin is on the next day. */
export type Span = { readonly fromMs: number; readonly toMs: number };

type Flat<T> = { [TKey in keyof T]: T[TKey] };

/** What the machine of these fields is made of. */
export type ParametersFrom<TName extends string, TFields extends Fields> = Flat<
  { readonly name: TName } & {
    readonly [TKey in keyof TFields & string as TFields[TKey] extends { readonly optional: true }
      ? never
      : KeyOf<TKey, TFields[TKey]>]: ValueOf<TFields[TKey]>;
  } & {
    readonly [TKey in keyof TFields & string as TFields[TKey] extends { readonly optional: true }
      ? KeyOf<TKey, TFields[TKey]>
      : never]?: ValueOf<TFields[TKey]>;
  }
>;

/** When something happened, or went on: `untilMs` is `sinceMs` for what happens at once. */
export interface Claim {
  readonly sinceMs: number;
  readonly untilMs: number;
}

export interface TriggerDefinition<
  TName extends string = string,
  TFields extends Fields = Fields,
  TFacts = TriggerFacts,
> {
  readonly name: TName;
  /** What moments of this kind are called on the map and in reports. */
  readonly title: Named;
  /** One sentence for editors and docs/triggers.md. */
  readonly describe: string;
  readonly fields: TFields;
  /** Feeds without which it never fires; default: none, the tap alone shows it. */
  feeds?(parameters: ParametersFrom<TName, TFields>): readonly FeedName[];
  machine(parameters: ParametersFrom<TName, TFields>): TriggerMachine;
  /** What happened, from facts that the tap saw: no verb of doing, no full stop. */
  sentence(facts: TFacts, directory?: Pick<Directory, "zones">): Named;
  /** What a campaign that does not say so sells: a name of PRODUCTS. ASSUMED. */
  product(parameters: ParametersFrom<TName, TFields>): string;
  /**
   * The moments (simulator/needs.ts) that it claims to have seen at `timeMs`, beside being asked;
   * default: none.
   */
  claims?(facts: TFacts, timeMs: number): Readonly<Record<string, Claim>>;
}

/** As given; only the types are found out. */
export function defineTrigger<
  const TName extends string,
  const TFields extends Fields,
  TFacts extends TriggerFacts = TriggerFacts,
>(definition: TriggerDefinition<TName, TFields, TFacts>) {
  return definition;
}

export function once(sinceMs: number): Claim {
  return { sinceMs, untilMs: sinceMs };
}

/** Since then, and still. */
export function goingOn(sinceMs: number): Claim {
  return { sinceMs, untilMs: Number.POSITIVE_INFINITY };
}

/** The key under which the machine gets a field. */
export function parameterOf(name: string, field: Field): string {
  return field.kind === "duration" || field.kind === "timeOfDay" ? `${name}Ms` : name;
}

/** Any definition, whatever it is made of. */
export interface AnyDefinition {
  readonly name: string;
  readonly title: Named;
  readonly describe: string;
  readonly fields: Fields;
  feeds?(parameters: TriggerParameters): readonly FeedName[];
  machine(parameters: TriggerParameters): TriggerMachine;
  sentence(facts: TriggerFacts, directory?: Pick<Directory, "zones">): Named;
  product(parameters: TriggerParameters): string;
  claims?(facts: TriggerFacts, timeMs: number): Readonly<Record<string, Claim>>;
}
