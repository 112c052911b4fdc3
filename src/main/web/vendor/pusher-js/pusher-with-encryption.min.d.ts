/** The part of pusher-js that the connection tester uses. */
export interface Channel {
  name: string;
  trigger(event: string, data: unknown): boolean;
}

export interface ChannelAuthorization {
  auth: string;
  channel_data?: string;
  shared_secret?: string;
}

export interface UserAuthentication {
  auth: string;
  user_data: string;
}

type Callback<T> = (error: Error | null, result: T | null) => void;

export interface Options {
  cluster: string;
  wsHost: string;
  wsPort: number;
  wssPort: number;
  wsPath: string;
  forceTLS: boolean;
  enabledTransports: string[];
  enableStats: boolean;
  channelAuthorization: {
    customHandler(request: { socketId: string; channelName: string }, callback: Callback<ChannelAuthorization>): void;
  };
  userAuthentication: {
    customHandler(request: { socketId: string }, callback: Callback<UserAuthentication>): void;
  };
}

export default class Pusher {
  static Runtime: { getWebSocketAPI(): typeof WebSocket };
  connection: {
    state: string;
    socket_id: string;
    bind(event: string, handler: (data: { previous: string; current: string }) => void): void;
  };
  constructor(key: string, options: Options);
  subscribe(channel: string): Channel;
  unsubscribe(channel: string): void;
  channel(name: string): Channel | undefined;
  signin(): void;
  disconnect(): void;
}
