import { byId, fill, h, said } from "./dom.js";
import { milliseconds, significant, whole } from "./format.js";
import { executed, runPath } from "./row.js";
import { gradeBadge } from "./columns.js";

// Of inferences: a training's images and a self-test's memory are other quantities.
const questions = [
  { title: "Shortest latency of one request", value: (r) => (r.mode === "latency" ? r.median : undefined), least: true, show: (r) => `${milliseconds(r.median)} ms`,
    more: (r) => (r.low === undefined ? "interval not known: too few samples" : `95 %: ${milliseconds(r.low)} to ${milliseconds(r.high)} ms`) },
  { title: "Most images a second", value: (r) => (r.median === undefined ? undefined : r.imagesPerSecond), least: false, show: (r) => `${significant(r.imagesPerSecond, 4)} images/s`,
    more: (r) => `${r.mode} mode` },
  { title: "Least peak memory", value: (r) => (r.median === undefined ? undefined : r.memory), least: true, show: (r) => `${significant(r.memory, 4)} MiB`, more: () => "of the runner’s whole process" },
  { title: "Highest published top-1", value: publishedTop1, least: false, show: (r) => `${significant(r.facts.published_top1_percent, 4)} %`,
    more: () => "published, not measured here; weights may be random" },
];

// Of a network as the zoo has it: another size, a file or int8 may have another accuracy.
function publishedTop1({ facts, isListed, ran, asked }) {
  return isListed && (ran ?? asked) !== "int8" ? facts?.published_top1_percent : undefined;
}

/// Answers the first questions from the rows that are shown.
export function showBest(rows) {
  const finished = rows.filter((row) => row.status === "finished");
  const answers = questions.map((question) => ({ question, row: best(finished, question) }));
  if (answers.every(({ row }) => row === undefined)) {
    fill(byId("best"), h("p", { class: "muted" }, "None of the runs shown has finished with a result."));
    return;
  }
  fill(byId("best"), h("dl", { class: "answers" }, answers.map(({ question, row }) => h("div", {},
    h("dt", {}, question.title),
    row ? h("dd", {}, h("span", { class: "figure" }, question.show(row)),
      h("span", { class: "of" }, h("a", { href: runPath(row.id) }, said(row.model)), ` · batch ${whole(row.batch)} · `, said(executed(row) ?? "")),
      h("span", { class: "more" }, question.more(row), " ", gradeBadge(row.grade, row.noise)))
      : h("dd", { class: "muted" }, "not measured in the runs shown")))));
}

function best(rows, { value, least }) {
  let winner, record;
  for (const row of rows) {
    const number = value(row);
    if (number === undefined || !Number.isFinite(number)) continue;
    if (record === undefined || (least ? number < record : number > record)) [winner, record] = [row, number];
  }
  return winner;
}
