/* The C client's side of NatsComparison: publishes and prints one line, "seconds cpu_seconds refused".
 *
 *   natsbench URL pub  COUNT SIZE SUBJECT             plain publishes, one flush at the end
 *   natsbench URL js   COUNT SIZE SUBJECT IN_FLIGHT   acknowledged publishes, so many in flight
 *   natsbench URL sync COUNT SIZE SUBJECT             acknowledged publishes, one at a time
 *
 *   gcc -O2 -o natsbench natsbench.c -lnats
 */
#include <nats/nats.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static long refused = 0;

static void check(natsStatus s, const char *what)
{
    if (s != NATS_OK)
    {
        fprintf(stderr, "%s: %s\n", what, natsStatus_GetText(s));
        exit(1);
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static double cpu(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void on_refusal(jsCtx *js, jsPubAckErr *err, void *closure)
{
    (void)js;
    (void)err;
    (void)closure;
    refused++;
}

int main(int argc, char **argv)
{
    if (argc < 6)
    {
        fprintf(stderr, "usage: natsbench URL pub|js|sync COUNT SIZE SUBJECT [IN_FLIGHT]\n");
        return 2;
    }

    const char *mode = argv[2];
    long count = atol(argv[3]);
    int size = atoi(argv[4]);
    const char *subject = argv[5];
    char *data = malloc(size);
    memset(data, 'x', size);

    natsOptions *opts = NULL;
    natsConnection *nc = NULL;
    jsCtx *js = NULL;
    check(natsOptions_Create(&opts), "options");
    check(natsOptions_SetURL(opts, argv[1]), "url");
    if (strcmp(mode, "sync") == 0)
        check(natsOptions_SetSendAsap(opts, true), "send asap"); /* otherwise each waits 1 ms for its flusher */
    check(natsConnection_Connect(&nc, opts), "connect");

    jsOptions jopts;
    check(jsOptions_Init(&jopts), "js options");
    if (argc > 6)
        jopts.PublishAsync.MaxPending = atol(argv[6]);
    jopts.PublishAsync.ErrHandler = on_refusal;
    check(natsConnection_JetStream(&js, nc, &jopts), "jetstream");

    double start = now(), start_cpu = cpu();
    if (strcmp(mode, "pub") == 0)
    {
        for (long i = 0; i < count; i++)
            check(natsConnection_Publish(nc, subject, data, size), "publish");
        check(natsConnection_FlushTimeout(nc, 60000), "flush");
    }
    else if (strcmp(mode, "js") == 0)
    {
        jsPubOptions wait;
        jsPubOptions_Init(&wait);
        wait.MaxWait = 60000;
        for (long i = 0; i < count; i++)
            check(js_PublishAsync(js, subject, data, size, NULL), "publish");
        check(js_PublishAsyncComplete(js, &wait), "complete");
    }
    else
    {
        for (long i = 0; i < count; i++)
            check(js_Publish(NULL, js, subject, data, size, NULL, NULL), "publish");
    }

    printf("%.6f %.6f %ld\n", now() - start, cpu() - start_cpu, refused);
    jsCtx_Destroy(js);
    natsConnection_Destroy(nc);
    natsOptions_Destroy(opts);
    nats_Close();
    free(data);
    return 0;
}
