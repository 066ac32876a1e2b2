import { accuracy, density, operations } from "./figures-accuracy.js";
import { memoryByBatch, powerByBatch, timeByBatch } from "./figures-batch.js";
import { accuracyByRate, memoryByParameters, powerByOperations, timeByOperations } from "./figures-fits.js";
import { distribution, energy, pareto, scaling } from "./figures-own.js";
import { precision } from "./figures-precision.js";

// Every figure in its order. Each is `{ id, number, title, file, units, caption, needs, data(view) }`; `data` is a pure function that makes of a view
//
//   { points, models, accuracies, compressions, networks, filters, pareto, plot: { width, height }, factsOf, absence, devices, costs }
//
// what its specification draws: `{ datasets, axes, ticks, styles, height, titles, … }` for ``prepare``, and beside it `columns`, `numeric` (which of them),
// `rows`, `second` (another table), `notes`, and `empty` (why there is nothing, and the command that fills the figure). A report without a page calls
// `data`, reads `file`, and applies `prepare` with colours of its own.

/// The ten figures of Canziani, Paszke and Culurciello 2016, by their numbers.
export const paperFigures = [accuracy, operations, timeByBatch, powerByBatch, memoryByBatch, memoryByParameters, timeByOperations, powerByOperations, accuracyByRate, density];

/// Figures that the paper does not have.
export const ownFigures = [pareto, distribution, precision, scaling, energy];

export const allFigures = [...paperFigures, ...ownFigures];
