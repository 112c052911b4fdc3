/*
 * The least that a server on this machine can do for what the benchmark asks: one thread, epoll, plain arrays, no signatures, no
 * limits, no checks. It looks for the few fields that it needs, and trusts all it reads. What the events of one pass of its loop
 * leave for a socket goes out in one system call. Not for use: a measure to put beside a server that does the whole work.
 *
 *     bound PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_SOCKETS = 1 << 17, BUCKETS = 1 << 16, MOST_READ = 1 << 19, MOST_EVENTS = 1024, LONGEST_FRAME = 1 << 17 };

typedef struct { char *bytes; int length, capacity; } Buffer;
typedef struct Channel Channel;
typedef struct { int fd; int is_websocket; int is_dirty; Buffer in, out; Channel *channel; } Socket;
struct Channel { char *name; Socket **readers; int count, capacity; Channel *next; };

static Socket *sockets[MOST_SOCKETS], *dirty[MOST_SOCKETS];
static Channel *channels[BUCKETS];
static int dirty_count, epoll;

static void append(Buffer *buffer, const char *bytes, int length) {
    if (buffer->length + length > buffer->capacity) {
        buffer->capacity = 2 * (buffer->length + length);
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

static void consume(Buffer *buffer, int length) {
    buffer->length -= length;
    if (buffer->length == 0) { /* an idle socket owns no memory */
        free(buffer->bytes);
        *buffer = (Buffer) {0};
    } else {
        memmove(buffer->bytes, buffer->bytes + length, buffer->length);
    }
}

static void touch(Socket *socket) {
    if (!socket->is_dirty) {
        socket->is_dirty = 1;
        dirty[dirty_count++] = socket;
    }
}

static void say(Socket *socket, const char *bytes, int length) {
    append(&socket->out, bytes, length);
    touch(socket);
}

/* A text frame (RFC 6455, 5.2); returns its length. */
static int frame(char *into, const char *text, int length) {
    int header = length < 126 ? 2 : 4;
    into[0] = (char) 0x81;
    if (header == 2) {
        into[1] = (char) length;
    } else {
        into[1] = 126;
        into[2] = (char) (length >> 8);
        into[3] = (char) length;
    }
    memcpy(into + header, text, length);
    return header + length;
}

static void say_text(Socket *socket, const char *text, int length) {
    char framed[512];
    say(socket, framed, frame(framed, text, length));
}

static Channel *channel(const char *name, int length) {
    unsigned hash = 5381;
    for (int i = 0; i < length; i++) {
        hash = hash * 33 + (unsigned char) name[i];
    }
    Channel **bucket = &channels[hash % BUCKETS];
    for (Channel *it = *bucket; it; it = it->next) {
        if (!strncmp(it->name, name, length) && !it->name[length]) {
            return it;
        }
    }
    Channel *made = calloc(1, sizeof *made);
    made->name = strndup(name, length);
    made->next = *bucket;
    return *bucket = made;
}

static void join(Socket *socket, Channel *to) {
    if (to->count == to->capacity) {
        to->capacity = to->capacity ? 2 * to->capacity : 1;
        to->readers = realloc(to->readers, to->capacity * sizeof *to->readers);
    }
    to->readers[to->count++] = socket;
    socket->channel = to;
}

static void leave(Socket *socket) {
    Channel *from = socket->channel;
    for (int i = 0; from && i < from->count; i++) {
        if (from->readers[i] == socket) {
            from->readers[i] = from->readers[--from->count];
            return;
        }
    }
}

static void drop(Socket *socket) {
    leave(socket);
    for (int i = 0; socket->is_dirty && i < dirty_count; i++) {
        if (dirty[i] == socket) {
            dirty[i] = dirty[--dirty_count];
            break;
        }
    }
    sockets[socket->fd] = NULL;
    close(socket->fd);
    free(socket->in.bytes);
    free(socket->out.bytes);
    free(socket);
}

/* The text after key in JSON, up to its closing quote and still escaped; NULL if there is none. */
static char *field(char *json, int size, const char *key, int *length) {
    char *from = memmem(json, size, key, strlen(key)), *end = json + size, *to;
    if (!from) {
        return NULL;
    }
    from += strlen(key);
    for (to = from; to < end && *to != '"'; to++) {
        to += *to == '\\';
    }
    *length = (int) (to - from);
    return from;
}

static uint32_t rotate(uint32_t word, int by) {
    return word << by | word >> (32 - by);
}

static void sha1(const uint8_t *text, int length, uint8_t digest[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t padded[256] = {0};
    int total = ((length + 8) / 64 + 1) * 64;
    memcpy(padded, text, length);
    padded[length] = 0x80;
    for (int i = 0; i < 8; i++) {
        padded[total - 1 - i] = (uint8_t) ((uint64_t) length * 8 >> 8 * i);
    }
    for (int at = 0; at < total; at += 64) {
        uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 16; i++) {
            const uint8_t *p = padded + at + 4 * i;
            w[i] = (uint32_t) p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
        }
        for (int i = 16; i < 80; i++) {
            w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        }
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
            uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
            uint32_t next = rotate(a, 5) + f + e + k + w[i];
            e = d, d = c, c = rotate(b, 30), b = a, a = next;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++) {
        digest[i] = (uint8_t) (h[i / 4] >> (24 - 8 * (i % 4)));
    }
}

static void base64(const uint8_t *bytes, int length, char *text) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < length; i += 3) {
        uint32_t three = bytes[i] << 16 | (i + 1 < length ? bytes[i + 1] << 8 : 0) | (i + 2 < length ? bytes[i + 2] : 0);
        *text++ = digits[three >> 18];
        *text++ = digits[three >> 12 & 63];
        *text++ = i + 1 < length ? digits[three >> 6 & 63] : '=';
        *text++ = i + 2 < length ? digits[three & 63] : '=';
    }
    *text = 0;
}

static void upgrade(Socket *socket, const char *key) {
    static unsigned last_id;
    char text[256], accept[32];
    uint8_t digest[20];
    int length = snprintf(text, sizeof text, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    sha1((uint8_t *) text, length, digest);
    base64(digest, sizeof digest, accept);
    length = snprintf(text, sizeof text, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    say(socket, text, length);
    socket->is_websocket = 1;
    length = snprintf(text, sizeof text, "{\"event\":\"pusher:connection_established\","
            "\"data\":\"{\\\"socket_id\\\":\\\"1.%u\\\",\\\"activity_timeout\\\":120}\"}", ++last_id);
    say_text(socket, text, length);
}

static void publish(char *body, int size) {
    static char text[LONGEST_FRAME], framed[LONGEST_FRAME + 4];
    int channel_length, data_length, name_length;
    char *to = field(body, size, "\"channel\":\"", &channel_length);
    char *data = field(body, size, "\"data\":\"", &data_length);
    char *name = field(body, size, "\"name\":\"", &name_length);
    if (to && data && name) {
        int length = snprintf(text, sizeof text, "{\"event\":\"%.*s\",\"channel\":\"%.*s\",\"data\":\"%.*s\"}",
                name_length, name, channel_length, to, data_length, data);
        length = frame(framed, text, length);
        Channel *it = channel(to, channel_length);
        for (int i = 0; i < it->count; i++) {
            say(it->readers[i], framed, length);
        }
    }
}

/* One request; returns its length, 0 if it is not whole yet, -1 if it makes no sense. */
static int read_request(Socket *socket) {
    static const char done[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    char *begin = socket->in.bytes, *end = memmem(begin, socket->in.length, "\r\n\r\n", 4);
    if (!end) {
        return 0;
    }
    int head = (int) (end - begin) + 4;
    *end = 0;
    char *key = strcasestr(begin, "sec-websocket-key: "), *length = strcasestr(begin, "content-length: ");
    *end = '\r';
    if (key) {
        upgrade(socket, key + 19);
        return head;
    }
    int body = length ? atoi(length + 16) : -1;
    if (body < 0 || socket->in.length < head + body) {
        return body < 0 ? -1 : 0;
    }
    publish(begin + head, body);
    say(socket, done, sizeof done - 1);
    return head + body;
}

static void hear(Socket *socket, char *text, int length) {
    int name_length;
    char *name = field(text, length, "\"channel\":\"", &name_length);
    if (name && memmem(text, length, "pusher:subscribe", 16)) {
        char answer[400];
        join(socket, channel(name, name_length));
        say_text(socket, answer, snprintf(answer, sizeof answer,
                "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"%.*s\",\"data\":\"{}\"}",
                name_length > 200 ? 200 : name_length, name));
    }
}

/* One frame; as read_request. */
static int read_frame(Socket *socket) {
    uint8_t *bytes = (uint8_t *) socket->in.bytes;
    int have = socket->in.length, header = 2;
    if (have < 8) {
        return 0;
    }
    int length = bytes[1] & 127;
    if (length == 126) {
        length = bytes[2] << 8 | bytes[3];
        header = 4;
    }
    if (have < header + 4 + length) {
        return 0;
    }
    char *text = (char *) bytes + header + 4;
    for (int i = 0; i < length; i++) {
        text[i] ^= bytes[header + i % 4];
    }
    if ((bytes[0] & 15) == 8) {
        return -1;
    }
    hear(socket, text, length);
    return header + 4 + length;
}

static void read_from(Socket *socket) {
    static char bytes[MOST_READ];
    ssize_t count = recv(socket->fd, bytes, sizeof bytes, 0);
    if (count <= 0) {
        if (count == 0 || errno != EAGAIN) {
            drop(socket);
        }
        return;
    }
    append(&socket->in, bytes, (int) count);
    while (socket->in.length > 0) {
        int used = socket->is_websocket ? read_frame(socket) : read_request(socket);
        if (used < 0) {
            drop(socket);
            return;
        }
        if (used == 0) {
            return;
        }
        consume(&socket->in, used);
    }
}

static void watch(Socket *socket, int operation, uint32_t events) {
    struct epoll_event event = {events, {.fd = socket->fd}};
    epoll_ctl(epoll, operation, socket->fd, &event);
}

static void flush(Socket *socket) {
    ssize_t sent = send(socket->fd, socket->out.bytes, socket->out.length, MSG_NOSIGNAL);
    socket->is_dirty = 0;
    if (sent > 0) {
        consume(&socket->out, (int) sent);
    }
    if (socket->out.length > 0) {
        watch(socket, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT | EPOLLONESHOT);
    }
}

static void accept_all(int listener) {
    int yes = 1;
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        Socket *socket = sockets[fd] = calloc(1, sizeof *socket);
        socket->fd = fd;
        watch(socket, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static void serve(int listener) {
    static struct epoll_event events[MOST_EVENTS];
    for (;;) {
        int count = epoll_wait(epoll, events, MOST_EVENTS, -1);
        for (int i = 0; i < count; i++) {
            Socket *socket = sockets[events[i].data.fd];
            if (events[i].data.fd == listener) {
                accept_all(listener);
            } else if (socket && events[i].events & EPOLLOUT) {
                watch(socket, EPOLL_CTL_MOD, EPOLLIN);
                touch(socket);
            } else if (socket) {
                read_from(socket);
            }
        }
        for (int i = 0; i < dirty_count; i++) {
            flush(dirty[i]);
        }
        dirty_count = 0;
    }
}

int main(int count, char **arguments) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(count > 1 ? (uint16_t) atoi(arguments[1]) : 7400),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    signal(SIGPIPE, SIG_IGN);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *) &address, sizeof address) || listen(listener, 4096)) {
        perror("bound");
        return 1;
    }
    epoll = epoll_create1(0);
    struct epoll_event event = {EPOLLIN, {.fd = listener}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    serve(listener);
}
