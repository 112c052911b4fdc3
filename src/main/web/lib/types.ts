/** What the admin API returns; `/q/openapi` on the management port describes it. */

export interface Webhook {
  url: string;
  enabled: boolean;
  events: string[];
  batch: boolean;
  headers: Record<string, string | null>;
}

/** Which events are kept for clients that reconnect; the limits are per channel. */
export interface History {
  enabled: boolean;
  max_events: number | null;
  ttl_seconds: number | null;
  max_bytes: number | null;
  client_events: boolean;
}

/** The settings of an app. Fields that this version of the console does not know are kept when it saves. */
export interface App {
  key: string;
  name: string;
  enabled: boolean;
  client_events: boolean;
  subscription_counts: boolean;
  allowed_origins: string[];
  quotas: Record<string, number | null>;
  history: History;
  authorized_connections: boolean;
  terminate_code: number;
  webhook: Webhook | null;
  secret?: string;
  [other: string]: unknown;
}

export interface Secret {
  id: string;
  created_at: string;
  expires_at: string | null;
  last_used_on: string | null;
}

export interface CreatedSecret extends Secret {
  secret: string;
}

export interface Usage {
  connections: number;
  channels: number;
  events_this_month: number;
  days: { date: string; events: number }[];
  refused: Record<string, number>;
}

export interface ServerNode {
  id: string;
  state: string;
  lease_ms: number | null;
  /** Null, like all below, if the node did not answer in time. */
  role: string | null;
  version: string | null;
  started_at: string | null;
  connections: number | null;
  transport: { direct: number; fallback: number } | null;
}

export interface StoreHealth {
  status: string;
  latency_ms: number | null;
}

export interface ServerInfo {
  version: string;
  mode: string;
  role: string;
  node: string;
  uptime_seconds: number;
  nodes: ServerNode[];
  stores: Record<string, StoreHealth | null>;
  totals: { apps: number; connections: number; channels: number };
  webhooks: { backlog_events: number; backlog_bytes: number; dropped: number };
}

/** The connections at a time, and what happened in the interval before it. */
export interface StatsPoint {
  time: string;
  connections: number;
  messages_in: number;
  messages_out: number;
  published: number;
  delivered: number;
  rejected: number;
}

export interface Stats {
  interval_seconds: number;
  points: StatsPoint[];
}

export interface AppStats extends Stats {
  connections: number;
  channels: number;
}

export interface ChannelSummary {
  name: string;
  type: string;
  subscription_count: number;
  user_count: number | null;
  cached: boolean;
}

export interface ChannelPage {
  channels: ChannelSummary[];
  next_cursor: string | null;
}

export interface Member {
  user_id: string;
  user_info: unknown;
}

export interface ChannelDetails {
  name: string;
  type: string;
  occupied: boolean;
  subscription_count: number;
  user_count: number | null;
  members: Member[] | null;
  next_cursor: string | null;
  cached: { event: string; data: string; expires_in_ms: number | null } | null;
}

/** An event in the history of a channel. */
export interface StoredEvent {
  id: string;
  event: string;
  data: string;
  time_ms: number;
  user_id?: string;
}

export interface HistoryPage {
  items: StoredEvent[];
  has_more: boolean;
  next_cursor: string | null;
  position: string;
  oldest: string | null;
}

export interface WebhookStatus {
  waiting_events: number;
  waiting_bytes: number;
  held_back_events: number;
  dropped_events: number;
  last_dropped_at_ms: number | null;
  dead_letters: number;
  dead_letter_bytes: number;
}

export interface WebhookTest {
  delivery: string;
  delivered: boolean;
  status: number | null;
  duration_ms: number;
  reply: string;
  error: string | null;
}

export interface WebhookAttempt {
  time: string;
  node: string;
  delivery: string;
  attempt: number;
  url: string;
  /** The value is null if it is hidden. */
  request_headers: Record<string, string | null>;
  request_body: string;
  request_truncated: boolean;
  status: number | null;
  response_body: string | null;
  duration_ms: number;
  error: string | null;
}

export interface DeadLetter {
  delivery: string;
  given_up_at_ms: number;
  attempts: number;
  error: string;
  body: unknown;
}

export interface FeedEntry {
  time: string;
  type: string;
  node?: string;
  channel?: string;
  socket_id?: string;
  user_id?: string;
  event?: string;
  data?: unknown;
  source?: string;
  code?: number;
  reason?: string;
  status?: number;
  duration_ms?: number;
  expected_string?: string;
  count?: number;
  [other: string]: unknown;
}
