import { eachJoined } from "../random/eachJoined.js";
import { type Joined, visitJoined } from "../random/joined.js";

/** The synapses of a projection that are listed, or drawn again when they are needed. */
export interface SparseTopology {
  readonly kind: "sparse";
  /** Synapses of row r: rowStart[r] … rowStart[r + 1]. */
  readonly rowStart: Int32Array;
  /** The postsynaptic neuron of each synapse, ascending in each row. Made and kept when it is first read. */
  readonly post: Int32Array;
  /** The same synapses by column. Made and kept when first read: only some rules need them. */
  readonly columns: ColumnLists;
  /** Which pairs are joined, if they are drawn; there is then one row for each presynaptic neuron. */
  readonly joined?: Joined;
  /** False if `post` should not be made: a row is drawn again at each spike. */
  readonly isStored: boolean;
}

/** Synapses of column j: start[j] … start[j + 1], as synapse and row, ascending rows. */
interface ColumnLists {
  readonly start: Int32Array;
  readonly synapse: Int32Array;
  readonly row: Int32Array;
}

/** Lists that are given. */
export class ListedSynapses implements SparseTopology {
  readonly kind = "sparse";
  readonly isStored = true;
  private made?: ColumnLists;

  constructor(
    readonly rowStart: Int32Array,
    readonly post: Int32Array,
    private readonly postSize: number,
  ) {}

  get columns(): ColumnLists {
    this.made ??= columnLists(this, this.postSize);
    return this.made;
  }
}

/** Lists that are drawn. Only the starts of the rows are made before the rest is read. */
export class DrawnSynapses implements SparseTopology {
  readonly kind = "sparse";
  private starts?: Int32Array;
  private posts?: Int32Array;
  private made?: ColumnLists;

  constructor(
    readonly joined: Joined,
    readonly isStored: boolean,
  ) {}

  get rowStart(): Int32Array {
    if (!this.starts) {
      const starts = new Int32Array(this.joined.rows + 1);
      eachJoined(this.joined, 0, this.joined.rows, (_, counts, first) => {
        for (let i = 0; i < counts.length; i++) starts[first + i + 1] = starts[first + i] + counts[i];
      });
      this.starts = starts;
    }
    return this.starts;
  }

  get post(): Int32Array {
    if (!this.posts) {
      this.posts = new Int32Array(this.rowStart[this.joined.rows]);
      writePosts(this, this.posts);
    }
    return this.posts;
  }

  get columns(): ColumnLists {
    this.made ??= columnLists(this, this.joined.columns);
    return this.made;
  }
}

/** Writes `post` to an array with room for it; drawn lists are not stored anywhere else. */
export function writePosts(topology: SparseTopology, into: Int32Array): void {
  const { joined } = topology;
  if (!joined) {
    into.set(topology.post);
    return;
  }
  let at = 0;
  eachJoined(joined, 0, joined.rows, (columns) => {
    into.set(columns, at);
    at += columns.length;
  });
}

/** Calls `visit` for each synapse of a row; its index is −1 if synapses are not stored. */
export function visitSparseRow(
  topology: SparseTopology,
  row: number,
  visit: (synapse: number, post: number) => void,
): void {
  if (!topology.isStored && topology.joined) {
    visitJoined(topology.joined, row, (post) => visit(-1, post));
    return;
  }
  const { rowStart, post } = topology;
  for (let s = rowStart[row]; s < rowStart[row + 1]; s++) visit(s, post[s]);
}

function columnLists({ rowStart, post }: SparseTopology, postSize: number): ColumnLists {
  const lists = {
    start: new Int32Array(postSize + 1),
    synapse: new Int32Array(post.length),
    row: new Int32Array(post.length),
  };
  writeColumns(rowStart, post, lists);
  return lists;
}

/** Writes each column's synapses to arrays of the right lengths. */
export function writeColumns(rowStart: Int32Array, post: Int32Array, { start, synapse, row }: ColumnLists): void {
  start.fill(0);
  for (let s = 0; s < post.length; s++) start[post[s] + 1]++;
  for (let j = 1; j < start.length; j++) start[j] += start[j - 1];
  const next = start.slice(0, -1);
  for (let r = 0; r + 1 < rowStart.length; r++) {
    for (let s = rowStart[r]; s < rowStart[r + 1]; s++) {
      const at = next[post[s]]++;
      synapse[at] = s;
      row[at] = r;
    }
  }
}
