/** A frame of a WebSocket, or its beginning or end. */
export interface RecordedFrame {
  at: number;
  direction: 'opened' | 'sent' | 'received' | 'closed';
  /** The frame; of a close, its reason; of an opening, the URL. */
  text: string;
  /** The close code. */
  code: number;
}

/** A WebSocket class that reports everything that its connections send and receive. */
export function recordFrames(report: (frame: RecordedFrame) => void): typeof WebSocket {
  const record = (direction: RecordedFrame['direction'], text: string, code = 0): void =>
    report({ at: Date.now(), direction, text, code });
  return class RecordingWebSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('open', () => record('opened', String(url)));
      this.addEventListener('message', (event: MessageEvent) => record('received', String(event.data)));
      this.addEventListener('close', (event) => record('closed', event.reason, event.code));
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView<ArrayBuffer>): void {
      record('sent', String(data));
      super.send(data as string);
    }
  };
}
