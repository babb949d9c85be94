// The tables of docs/response.md, rendered from the parameter files.
import answers from "../../simulator/response/answers.json" with { type: "json" };
import friends from "../../simulator/response/friends.json" with { type: "json" };
import needs from "../../simulator/response/needs.json" with { type: "json" };
import { type ParameterFile, parametersOf } from "../../simulator/response/parameters.ts";
import retention from "../../simulator/response/retention.json" with { type: "json" };

export const FILES: Readonly<Record<string, ParameterFile>> = {
  "needs.json": needs,
  "answers.json": answers,
  "retention.json": retention,
  "friends.json": friends,
};

function table(file: ParameterFile): string {
  const rows = parametersOf(file).map(({ path, parameter: { value, unit, mark, source } }) => {
    const shown = typeof value === "number" ? value : value.join(" ");
    return `| \`${path.join(".")}\` | ${shown} | ${unit} | ${mark.toUpperCase()} | ${source} |`;
  });
  return ["| parameter | value | unit | mark | source |", "|---|---|---|---|---|", ...rows].join(
    "\n",
  );
}

export const TABLES: readonly (readonly [file: string, table: string])[] = Object.entries(
  FILES,
).map(([name, file]) => [name, table(file)]);
