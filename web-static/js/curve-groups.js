// Which metrics share a figure: the same quantity of training, validation and test images, whatever separates the words of its name.

const parts = new Map([["train", "training"], ["training", "training"], ["val", "validation"], ["valid", "validation"], ["validation", "validation"],
  ["eval", "validation"], ["test", "test"]]);
const order = ["loss", "accuracy", "learning_rate", "images_per_second", "gradient_norm", "step_time_ms", "data_wait_share"];
const titles = { loss: "Loss", accuracy: "Accuracy", learning_rate: "Learning rate", images_per_second: "Images per second", gradient_norm: "Length of the gradient",
  step_time_ms: "Time of a step (ms)", data_wait_share: "Share of the time spent waiting for data" };
/// What lines of a figure are called, in the order of their colours.
export const partNames = ["training", "training, whole epochs", "validation", "test"];

/// What a metric's name says: the quantity, and of which images it is (undefined where it does not say).
export function reading(key) {
  const words = key.split(/[_/. -]+/).filter((word) => word !== "");
  const at = words.findIndex((word) => parts.has(word.toLowerCase()));
  if (at < 0 || words.length === 1) return { base: key, part: undefined };
  let part = parts.get(words[at].toLowerCase());
  const rest = words.toSpliced(at, 1);
  if (part === "training" && at > 0 && words[at - 1].toLowerCase() === "epoch") {
    rest.splice(at - 1, 1);
    part = "training, whole epochs";
  }
  return rest.length > 0 ? { base: rest.join("_"), part } : { base: key, part: undefined };
}

/// The figures of a run: `{ base, title, lines: [{ key, name, head }] }` in reading order. Only what has a history is a curve.
export function figures(heads) {
  const groups = new Map();
  for (const head of heads) {
    if (head.first_step === head.last_step && head.first_timestamp_ms === head.last_timestamp_ms) continue;
    const { base, part } = reading(head.key);
    if (!groups.has(base)) groups.set(base, []);
    groups.get(base).push({ key: head.key, name: part ?? head.key, head });
  }
  const result = [...groups].map(([base, lines]) => ({ base, title: titles[base] ?? base, lines: named(lines) }));
  return result.sort((a, b) => rank(a.base) - rank(b.base) || (a.base < b.base ? -1 : 1));
}

/// Two keys of one part (`train_loss`, `train/loss`) keep their own names.
function named(lines) {
  const isShared = (name) => lines.filter((line) => line.name === name).length > 1;
  const different = lines.map((line) => (isShared(line.name) ? { ...line, name: line.key } : line));
  return different.sort((a, b) => place(a.name) - place(b.name) || (a.name < b.name ? -1 : 1));
}

function place(name) { return partNames.includes(name) ? partNames.indexOf(name) : partNames.length; }

function rank(base) { return order.includes(base) ? order.indexOf(base) : order.length; }
