// The answers of /v1 that the page reads (docs/api.md). Counters are totals since the thing's start.

export type Drops = Record<string, number>;

export interface Port {
  name: string;
  ofport: number;
  kind: string;
  detail: string;
  vlan: string;
  config: string[];
  link: boolean;
  status: string;
  restarts: number;
  lastFailure: string;
  lanes: number[];
  rxPackets: number;
  rxBytes: number;
  rxDrops: number;
  txPackets: number;
  txBytes: number;
  drops: Drops;
}

/** One that a bridge connects to. */
export interface Controller {
  target: string;
  connected: boolean;
  /** Since it came, or since it went or was first tried. */
  seconds: number;
  version: string;
  role: string;
  /** It is not connected. */
  why: string;
}

export interface Bridge {
  name: string;
  generation: number;
  flows: number;
  controllers: Controller[];
  ports: Port[];
}

export interface Queue {
  name: string;
  busyShare?: number;
  busyPercent?: number;
  fixed: boolean;
}

export interface Lane {
  index: number;
  cpu: number | null;
  busyNs: number;
  idleNs: number;
  packets: number;
  exactHits: number;
  megaflowHits: number;
  slowPath: number;
  drops: Drops;
  queues: Queue[];
}

export interface Balance {
  in: number;
  copies: number;
  out: number;
  told: number;
  dropped: number;
  held: number;
}

export interface PoolSummary {
  hugePages: boolean;
  chunkSize: number;
  chunks: number;
  free: number;
  usedBy: Record<string, number>;
}

/** GET /v1/switch: one moment of all of it. */
export interface Switch {
  bridges: Bridge[];
  lanes: Lane[];
  balance: Balance;
  pool: PoolSummary;
  uptimeNs: number;
  takenAtNs: number;
}

export interface Actor {
  path: string;
  parent: string;
  kind: string;
  lane: number | null;
  state: string;
  mailboxDepth: number;
  messages: number;
  polls: number;
  busyPercent: number | null;
  restarts: number;
  failures: number;
  lastFailure: string;
  ageSeconds: number;
}

/** GET /v1/actors/{path}. */
export interface ActorDetails extends Actor {
  details: Record<string, unknown> | null;
  detailsProblem: string;
}

export interface Happening {
  sequence: number;
  atMs: number;
  kind: string;
  path: string;
  text: string;
}

export interface Flow {
  table: number;
  priority: number;
  cookie: string;
  match: string;
  actions: string;
  packets: number;
  bytes: number;
  packetsPerSecond?: number | null;
  durationSeconds: number;
  idleSeconds: number;
  hardSeconds: number;
  text: string;
}

export interface Flows {
  bridge: string;
  total: number;
  offset: number;
  limit: number;
  flows: Flow[];
}

export interface Times {
  fromNs: number;
  toNs: number;
}

export interface LaneTimes {
  index: number;
  cpu: number | null;
  pinning?: string;
  busyPercent: number | null;
  cycles: number;
  longestCycleNs: number;
  longestPollNs: number;
  longestPoller: string;
  cycleTimes?: (Times & { cycles: number })[];
  pollTimes?: (Times & { polls: number })[];
  failedPollers: number;
  memoryFaults: number;
  failedTasks: number;
  pollers?: { name: string; polls: number; busyPercent: number | null; longestNs: number }[];
}

export interface Pool {
  name: string;
  hugePages: boolean;
  chunkSizeBytes: number;
  chunks: number;
  free: number;
  usedBy: Record<string, number>;
  suspects: Record<string, number>;
  suspectAfterSeconds: number;
  doubleFrees: number;
  foreignFrees: number;
}
