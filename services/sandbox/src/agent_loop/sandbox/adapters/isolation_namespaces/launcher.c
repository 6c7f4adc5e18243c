/*
 * The launcher: makes sets of namespaces, each with an init of ours, and runs programs that nobody trusts in them.
 *
 *     launcher CONTROL BASE WORKSPACES VIEW_FD FILTER_FD TOLD_FD [UID GID]
 *
 * The service starts one launcher and keeps the other end of CONTROL, a SOCK_SEQPACKET socket. BASE is an empty folder to
 * build roots on, WORKSPACES the folder of all workspaces; VIEW_FD holds what every root shows (see build_root), FILTER_FD the seccomp filter, an array of struct
 * sock_filter, and TOLD_FD the same with a listener asked for what is refused: see seccomp_unotify(2). UID and GID are dropped to first; a launcher never runs payloads as root.
 *
 * CONTROL in:  struct order {'S', id} with two descriptors, the set's own socket and its program's: make a set.
 * CONTROL out: struct notice {'F', id, errno} where it could not be made;
 *              {'X', id, wait status, CPU microseconds, peak KiB} when all that ran in the set is gone.
 *
 * A set's socket in: struct job, with what follows from its kind; messages back are one letter and what belongs to it:
 *     R          the set stands and waits for its one job
 *     E text     it cannot do what was asked, and ends
 *     D text     the request itself cannot be met (its directory, a mount), and the set ends
 *     G          with the socket that listens on the gate's port of its loopback
 *     T          with the other side of the program's terminal
 *     S          all is ready, the program starts now: whoever does not hear this knows that nothing ran. With AT_ONCE it
 *                comes on the program's own socket, where nobody is woken by it
 *     N numbers  the program was refused this system call with this first argument; the first MOST_TOLD are told
 *     X ending   the program (or shell) ended, and with it all that it started: struct ending
 * The first of R and S comes from the init itself, so that the credentials which the kernel adds name it. A set does one
 * job in its life. A PROGRAM's job comes to both its sockets, its stdin, stdout and stderr to the program's. Before it, WARM may
 * tell the set to start an interpreter, which gets the program's socket as descriptor 3 and becomes the job's program
 * once it reads on descriptor 4 that all is ready. What runs in it is always a child of its init, without any capability, under the
 * filter; when the init ends the kernel ends all the others.
 *
 * The kernel counts descriptors in flight by uid, and all programs have ours: one that sends itself as many as it can
 * would have ours refused (ETOOMANYREFS). So nothing that every program needs is sent from here; it is inherited, or
 * sent by the service, which as root is of another uid. Of the two rest, a gate and a terminal, the number is told
 * where they cannot be sent, and the service fetches them: see pidfd_getfd(2).
 *
 * Namespaces: user_namespaces(7), pid_namespaces(7), mount_namespaces(7); no_new_privs and filters: seccomp(2).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAYLOAD_ID 1000
#define MAX_SETS 4096
#define LINGER_MS 2 /* the end of a set takes a processor from the service, which has the program's end to tell first */
#define MAX_INLINE (128 * 1024)
#define MOST_TOLD 64
#define MOST_OPENED 16
#define WORKSPACES "/.workspaces"
#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE 2
#endif

struct order { uint32_t op, id; };
struct notice { uint32_t op, id; int32_t status; uint32_t pad; uint64_t cpu_us, peak_kib; };

/* What all together used that ran in the set, and the set itself. */
struct ending { int32_t status; uint32_t pad; uint64_t cpu_us, peak_kib; };

enum kind { PROGRAM = 1, HOUSE = 2, SHELL = 3, SIGNAL = 4, WARM = 5 };
enum flag { TERMINAL = 1, GATED = 2, IN_MEMORY_FILE = 4, AT_ONCE = 8 };

/* Then, NUL-terminated: the workspace (beneath the folder of all), cwd, argv, env, mounts (source, target, "ro" or "rw").
 * Then the script's bytes. With IN_MEMORY_FILE all that follows the struct is in the last descriptor instead. */
struct job {
    uint32_t kind, flags, number, argc, envc, mountc, gate_port, rows, columns, pad;
    uint64_t script_bytes, tail_bytes, tmp_bytes, processes, open_files, file_bytes, data_bytes, address_bytes, cpu_seconds;
};

static const char *base;
static char *view;
static size_t view_bytes;
static struct sock_fprog filter, told_filter;
static uid_t outer_uid;
static gid_t outer_gid;
static int reply = -1; /* the set's socket, once we are in one */
static int can_unshare; /* descriptors, without unshare(2), which the filter refuses */
static int lingers; /* the init, after its program */
static uint64_t default_tmp_bytes = 64 << 20;

/* ---- messages ---- */

static int send_with(int to, const void *data, size_t size, int descriptor)
{
    char space[CMSG_SPACE(sizeof descriptor)] = {0};
    struct iovec part = {(void *)data, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = space;
        message.msg_controllen = sizeof space;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof descriptor);
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    return sendmsg(to, &message, MSG_NOSIGNAL) == (ssize_t)size ? 0 : -1;
}

/* Bytes received, 0 at the end of the stream, -1 on an error; descriptors that were not sent are -1. */
static ssize_t receive(int from, void *data, size_t size, int *descriptors, int most)
{
    char space[CMSG_SPACE(sizeof(int) * 8)];
    struct iovec part = {data, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    ssize_t got;
    for (int i = 0; i < most; i++)
        descriptors[i] = -1;
    do
        got = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    for (struct cmsghdr *h = got > 0 ? CMSG_FIRSTHDR(&message) : NULL; h; h = CMSG_NXTHDR(&message, h))
        if (h->cmsg_level == SOL_SOCKET && h->cmsg_type == SCM_RIGHTS) {
            int count = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            memcpy(descriptors, CMSG_DATA(h), sizeof(int) * (count < most ? count : most));
        }
    return got;
}

static int last_of(const int *descriptors, int count)
{
    while (count > 0 && descriptors[count - 1] < 0)
        count--;
    return count ? descriptors[count - 1] : -1;
}

static void say(char letter, const char *format, ...)
{
    char text[512];
    va_list values;
    text[0] = letter;
    va_start(values, format);
    int length = vsnprintf(text + 1, sizeof text - 1, format, values);
    va_end(values);
    if (length > (int)sizeof text - 2)
        length = sizeof text - 2;
    send_with(reply, text, 1 + length, -1);
}

/* Where too many of our uid's are in flight its number is told; it has to stay open then. */
static int hand_out(const char *letter, int descriptor)
{
    if (send_with(reply, letter, 1, descriptor) == 0)
        return close(descriptor);
    if (errno != ETOOMANYREFS)
        return -1;
    say(*letter, "%d", descriptor);
    return 0;
}

static void give_up(const char *what)
{
    say('E', "%s: %s", what, strerror(errno));
    _exit(1);
}

/* ---- the root of a set ---- */

static void put(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, text, strlen(text)) < 0)
        give_up(path);
    close(file);
}

static void map_ids(void)
{
    char line[64];
    put("/proc/self/setgroups", "deny");
    snprintf(line, sizeof line, "%d %u 1\n", PAYLOAD_ID, outer_uid);
    int file = open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, line, strlen(line)) < 0)
        give_up("setting up uid map");
    close(file);
    snprintf(line, sizeof line, "%d %u 1\n", PAYLOAD_ID, outer_gid);
    put("/proc/self/gid_map", line);
}

/* Flags that a mount has already may not be taken from it in a user namespace: add to them. */
static void restrict_mount(const char *path, unsigned long more)
{
    struct statvfs now;
    if (statvfs(path, &now) < 0)
        give_up(path);
    unsigned long flags = MS_BIND | MS_REMOUNT | more;
    flags |= now.f_flag & ST_RDONLY ? MS_RDONLY : 0;
    flags |= now.f_flag & ST_NOSUID ? MS_NOSUID : 0;
    flags |= now.f_flag & ST_NODEV ? MS_NODEV : 0;
    flags |= now.f_flag & ST_NOEXEC ? MS_NOEXEC : 0;
    flags |= now.f_flag & ST_NOATIME ? MS_NOATIME : 0;
    flags |= now.f_flag & ST_NODIRATIME ? MS_NODIRATIME : 0;
    flags |= now.f_flag & ST_RELATIME ? MS_RELATIME : 0;
    if (mount(NULL, path, NULL, flags, NULL) < 0)
        give_up(path);
}

static void mount_tmpfs(const char *path, uint64_t bytes)
{
    char options[96];
    snprintf(options, sizeof options, "mode=1777,size=%llu,nr_inodes=65536", (unsigned long long)bytes);
    if (mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options) < 0)
        give_up(path);
}

/* VIEW is NUL-terminated triples: "dir" path "", "link" path target, "ro" path source, "dev" path source, "seal" path "".
 * Paths are relative to the root. */
static void show_view(void)
{
    for (char *at = view; at < view + view_bytes;) {
        char *verb = at, *path = verb + strlen(verb) + 1, *other = path + strlen(path) + 1;
        at = other + strlen(other) + 1;
        if (!strcmp(verb, "dir")) {
            if (mkdir(path, 0755) < 0 && errno != EEXIST)
                give_up(path);
        } else if (!strcmp(verb, "link")) {
            if (symlink(other, path) < 0)
                give_up(path);
        } else if (!strcmp(verb, "ro")) {
            if (mount(other, path, NULL, MS_BIND | MS_REC, NULL) < 0)
                give_up(other);
            restrict_mount(path, MS_RDONLY | MS_NOSUID | MS_NODEV);
        } else if (!strcmp(verb, "seal")) {
            restrict_mount(path, MS_RDONLY | MS_NOSUID | MS_NODEV);
        } else {
            close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0666));
            if (mount(other, path, NULL, MS_BIND, NULL) < 0)
                give_up(other);
        }
    }
}

static void build_root(const char *workspaces)
{
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        give_up("making mounts private");
    if (mount("tmpfs", base, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") < 0 || chdir(base) < 0)
        give_up("mount tmpfs");
    show_view();
    if (mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
        give_up("mount proc");
    if (mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620") < 0)
        give_up("mount devpts");
    mount_tmpfs("tmp", default_tmp_bytes);
    mount_tmpfs("dev/shm", default_tmp_bytes);
    if (mount(workspaces, &WORKSPACES[1], NULL, MS_BIND | MS_REC, NULL) < 0)
        give_up(workspaces);
    if (syscall(SYS_pivot_root, ".", ".") < 0)
        give_up("pivot_root");
    if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
        give_up("leaving the old root");
}

static void raise_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (any < 0 || ioctl(any, SIOCSIFFLAGS, &request) < 0)
        give_up("raising the loopback");
    close(any);
}

/* ---- a job ---- */

struct parts {
    struct job head;
    char *tail, *workspace, *cwd;
    char **argv, **env, **mounts, *script;
};

static char *next(char **at, char *end)
{
    char *text = *at, *stop = text < end ? memchr(text, 0, end - text) : NULL;
    if (!stop) {
        errno = EBADMSG;
        give_up("a job");
    }
    *at = stop + 1;
    return text;
}

static char **list(char **at, char *end, uint32_t count)
{
    char **found = calloc(count + 1, sizeof *found);
    if (!found)
        give_up("a job");
    for (uint32_t i = 0; i < count; i++)
        found[i] = next(at, end);
    return found;
}

static void parse(struct parts *job, char *data, size_t size, int in_memory)
{
    memcpy(&job->head, data, sizeof job->head);
    job->tail = data + sizeof job->head;
    char *end = data + size;
    if (job->head.flags & IN_MEMORY_FILE) {
        job->tail = mmap(NULL, job->head.tail_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, in_memory, 0);
        if (job->tail == MAP_FAILED)
            give_up("a job");
        end = job->tail + job->head.tail_bytes;
    }
    char *at = job->tail;
    job->workspace = next(&at, end);
    job->cwd = next(&at, end);
    job->argv = list(&at, end, job->head.argc);
    job->env = list(&at, end, job->head.envc);
    job->mounts = list(&at, end, job->head.mountc * 3);
    job->script = at;
    if ((size_t)(end - at) < job->head.script_bytes) {
        errno = EBADMSG;
        give_up("a job");
    }
}

static char *opened[MOST_OPENED];
static int opened_count;

/* A read-only part of the view, such as /etc, becomes a folder of links into itself, in which targets can be made. */
static void open_up(const char *top)
{
    char hidden[300], link[600], inside[600];
    struct dirent *entry;
    snprintf(hidden, sizeof hidden, "/.%s", top + 1);
    if (mkdir(hidden, 0755) < 0 || mount(top, hidden, NULL, MS_BIND | MS_REC, NULL) < 0)
        give_up(hidden);
    restrict_mount(hidden, MS_RDONLY | MS_NOSUID | MS_NODEV);
    if (mount("tmpfs", top, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") < 0)
        give_up(top);
    DIR *all = opendir(hidden);
    while (all && (entry = readdir(all))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        snprintf(inside, sizeof inside, "%s/%s", hidden, entry->d_name);
        snprintf(link, sizeof link, "%s/%s", top, entry->d_name);
        if (symlink(inside, link) < 0)
            give_up(link);
    }
    if (!all || closedir(all) < 0 || opened_count == MOST_OPENED)
        give_up(hidden);
    opened[opened_count++] = strdup(top);
}

/* What open_up put there for what the view shows gives way to a part of the workspace. */
static void drop_link(const char *target)
{
    char points[3];
    if (readlink(target, points, sizeof points) == sizeof points && !memcmp(points, "/.", 2))
        unlink(target);
}

/* Where a part is to be mounted has to be there; what is missing is made, of the view only what the view lacks. */
static int make_target(char *target, int is_folder)
{
    for (char *slash = strchr(target + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        int failed = mkdir(target, 0755) < 0 && errno != EEXIST;
        *slash = '/';
        if (failed)
            return -1;
    }
    if (is_folder)
        return mkdir(target, 0755) < 0 && errno != EEXIST ? -1 : 0;
    int file = open(target, O_CREAT | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file >= 0)
        close(file);
    return file < 0 ? -1 : 0;
}

static void refuse_mount(const char *what)
{
    say('D', "mount %s: %s", what, strerror(errno));
    _exit(1);
}

/* Beneath the workspace and through no link: what lies there was written by payloads. */
static void mount_part(int workspace, const char *source, char *target, int read_only)
{
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    char path[64];
    struct stat found;
    int part = syscall(SYS_openat2, workspace, source, &how, sizeof how);
    if (part < 0 || fstat(part, &found) < 0)
        refuse_mount(source);
    if (!strncmp(target, "/.", 2)) {
        errno = EPERM;
        refuse_mount(target);
    }
    drop_link(target);
    if (make_target(target, S_ISDIR(found.st_mode)) < 0) {
        char top[256];
        size_t length = strcspn(target + 1, "/") + 1;
        if ((errno != EROFS && errno != EACCES) || length >= sizeof top)
            refuse_mount(target);
        memcpy(top, target, length);
        top[length] = 0;
        open_up(top);
        drop_link(target);
        if (make_target(target, S_ISDIR(found.st_mode)) < 0)
            refuse_mount(target);
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", part);
    if (mount(path, target, NULL, MS_BIND, NULL) < 0)
        refuse_mount(target);
    restrict_mount(target, MS_NOSUID | MS_NODEV | (read_only ? MS_RDONLY : 0));
    close(part);
}

static void write_script(const struct parts *job)
{
    int file = open("/run/program", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0444);
    for (size_t done = 0; file >= 0 && done < job->head.script_bytes;) {
        ssize_t wrote = write(file, job->script + done, job->head.script_bytes - done);
        if (wrote < 0)
            give_up("/run/program");
        done += wrote;
    }
    if (file < 0)
        give_up("/run/program");
    close(file);
}

static void resize_tmp(const char *path, uint64_t bytes)
{
    char options[64];
    snprintf(options, sizeof options, "size=%llu", (unsigned long long)bytes);
    if (mount(NULL, path, NULL, MS_REMOUNT | MS_NOSUID | MS_NODEV, options) < 0)
        give_up(path);
}

static void open_gate(uint32_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int gate = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (gate < 0 || bind(gate, (struct sockaddr *)&address, sizeof address) < 0 || listen(gate, 64) < 0)
        give_up("the gate");
    if (hand_out("G", gate) < 0)
        give_up("handing out the gate");
}

/* Last, the way back to the other workspaces is cut and the root closed. */
static void furnish(const struct parts *job)
{
    char path[4400];
    if (job->head.tmp_bytes != default_tmp_bytes) {
        resize_tmp("/tmp", job->head.tmp_bytes);
        resize_tmp("/dev/shm", job->head.tmp_bytes);
    }
    snprintf(path, sizeof path, WORKSPACES "/%s", job->workspace);
    if (mount(path, "/workspace", NULL, MS_BIND, NULL) < 0)
        give_up("the workspace");
    restrict_mount("/workspace", MS_NOSUID | MS_NODEV);
    if (job->head.mountc) {
        int workspace = open("/workspace", O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (workspace < 0)
            give_up("the workspace");
        for (char **at = job->mounts; *at; at += 3)
            mount_part(workspace, at[0], at[1], !strcmp(at[2], "ro"));
        while (opened_count)
            restrict_mount(opened[--opened_count], MS_RDONLY | MS_NOSUID | MS_NODEV);
        close(workspace);
    }
    if (job->head.script_bytes)
        write_script(job);
    if (umount2(WORKSPACES, MNT_DETACH) < 0 || rmdir(WORKSPACES) < 0)
        give_up("hiding the other workspaces");
    restrict_mount("/", MS_RDONLY | MS_NOSUID | MS_NODEV);
    if (job->head.flags & GATED)
        open_gate(job->head.gate_port);
}

/* ---- a program ---- */

static void limit(pid_t of, int what, uint64_t soft, uint64_t hard)
{
    struct rlimit now, wanted = {soft, hard};
    if (prlimit(of, what, NULL, &now) < 0)
        _exit(125);
    if (now.rlim_max != RLIM_INFINITY && wanted.rlim_max > now.rlim_max)
        wanted.rlim_max = now.rlim_max;
    if (wanted.rlim_cur > wanted.rlim_max)
        wanted.rlim_cur = wanted.rlim_max;
    if (prlimit(of, what, &wanted, NULL) < 0)
        _exit(125);
}

/* Of the process `of`; 0 is this one. */
static void set_limits(pid_t of, const struct job *job)
{
    limit(of, RLIMIT_CORE, 0, 0);
    limit(of, RLIMIT_NPROC, job->processes, job->processes);
    limit(of, RLIMIT_NOFILE, job->open_files, job->open_files);
    limit(of, RLIMIT_FSIZE, job->file_bytes, job->file_bytes);
    limit(of, RLIMIT_DATA, job->data_bytes, job->data_bytes);
    limit(of, RLIMIT_AS, job->address_bytes, job->address_bytes);
    limit(of, RLIMIT_MSGQUEUE, 0, 0);
    limit(of, RLIMIT_MEMLOCK, 65536, 65536);
    if (job->cpu_seconds)
        limit(of, RLIMIT_CPU, job->cpu_seconds, job->cpu_seconds + 1);
}

static void drop_everything(void)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {0};
    for (int capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0;)
        capability++;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(SYS_capset, &header, none) < 0)
        _exit(125);
}

/* The init shares our descriptors until it hears the number of the listener, which stays with it alone. Where the kernel
 * has none, or descriptors could not be parted, refusals are not told. */
static void enter_filter(int init)
{
    int listener = -1;
    if (can_unshare)
        listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &told_filter);
    if (listener < 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) < 0)
        _exit(125);
    unsigned int from = listener < 0 ? ~0U : (unsigned int)listener;
    if (can_unshare && syscall(SYS_close_range, from, from, CLOSE_RANGE_UNSHARE) < 0)
        _exit(125);
    if (write(init, &listener, sizeof listener) != sizeof listener)
        _exit(125);
    close(init);
}

static void close_from(int first)
{
    if (syscall(SYS_close_range, first, ~0U, 0) == 0)
        return;
    for (int descriptor = first; descriptor < 1024; descriptor++)
        close(descriptor);
}

static void start(const struct parts *job)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    umask(022);
    if (chdir(job->cwd) < 0) {
        dprintf(2, "%s: %s\n", job->cwd, strerror(errno));
        _exit(126);
    }
    environ = job->env;
    execvp(job->argv[0], job->argv);
    int why = errno;
    dprintf(2, "%s: %s\n", job->argv[0], why == ENOENT ? "command not found" : strerror(why));
    _exit(why == ENOENT ? 127 : 126);
}

/* What the child of an init does: never returns. `given` become its first descriptors, in order. */
static void become(const struct parts *job, const int *given, int count, int init)
{
    static const int of_a_shell[] = {0, 1, 2, 198, 199}, of_others[] = {0, 1, 2, 3, 4};
    const int *places = job->head.kind == SHELL ? of_a_shell : of_others;
    int out_of_the_way[5];
    setsid();
    drop_everything();
    enter_filter(init);
    for (int i = 0; i < count; i++)
        out_of_the_way[i] = fcntl(given[i], F_DUPFD_CLOEXEC, 200);
    for (int i = 0; i < count; i++)
        if (dup2(out_of_the_way[i], places[i]) < 0)
            _exit(125);
    for (int descriptor = 3; descriptor < places[3]; descriptor++)
        close(descriptor);
    close_from(places[count - 1] + 1);
    if (job->head.kind != WARM)
        set_limits(0, &job->head);
    start(job);
}

/* A terminal of the set, by its number. */
static void take_terminal(int number)
{
    char path[32];
    snprintf(path, sizeof path, "/dev/pts/%d", number);
    int terminal = open(path, O_RDWR | O_CLOEXEC);
    for (int place = 0; place < 3; place++)
        if (dup2(terminal, place) < 0)
            _exit(125);
    ioctl(0, TIOCSCTTY, 0);
}

/* As `become`, for a job that comes later: what does not depend on it is done before it comes. */
static void await_job(int talk, const int *go, int init)
{
    struct parts job;
    int given[4], terminal;
    char *data = malloc(MAX_INLINE);
    if (!data)
        _exit(125);
    setsid();
    drop_everything();
    enter_filter(init);
    close(go[1]); /* or we would never hear that no job comes */
    if (read(go[0], &terminal, sizeof terminal) != sizeof terminal)
        _exit(0); /* the set got another kind of job, or ends; what comes on `talk` is for an interpreter */
    ssize_t size = receive(talk, data, MAX_INLINE, given, 4);
    if (size < (ssize_t)sizeof(struct job))
        _exit(0);
    parse(&job, data, size, last_of(given, 4));
    if (job.head.flags & TERMINAL)
        take_terminal(terminal);
    else
        for (int place = 0; place < 3; place++)
            if (dup2(given[place], place) < 0)
                _exit(125);
    if (job.head.flags & AT_ONCE)
        send_with(talk, "S", 1, -1);
    else
        say('S', "");
    close_from(3);
    set_limits(0, &job.head);
    start(&job);
}

/* To all that a shell started, but not to the shell, which has to live on. */
static void signal_others(pid_t shell, int number)
{
    struct dirent *entry;
    DIR *all = opendir("/proc");
    while (all && (entry = readdir(all))) {
        pid_t pid = atoi(entry->d_name);
        if (pid > 1 && pid != shell)
            kill(pid, number);
    }
    if (all)
        closedir(all);
}

/* Refuse it as the quiet filter would; tell the service of the first ones. */
static void refuse(int listener)
{
    static int told;
    union { struct seccomp_notif notice; char room[1024]; } asked = {0};
    union { struct seccomp_notif_resp answer; char room[1024]; } reply_with = {0};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked.notice) < 0)
        return;
    int is_socket = asked.notice.data.nr == SYS_socket || asked.notice.data.nr == SYS_socketpair;
    reply_with.answer.id = asked.notice.id;
    reply_with.answer.error = is_socket ? -EAFNOSUPPORT : -EPERM;
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply_with.answer);
    if (told++ < MOST_TOLD)
        say('N', "%d %llu", asked.notice.data.nr, (unsigned long long)asked.notice.data.args[0]);
}

/* A child that becomes the job's program, or where there is none yet awaits it; its listener is written to `listener`. */
static pid_t fork_program(const struct parts *job, const int *given, int count, int talk, const int *go, int *listener)
{
    int pair[2], pidfd = -1;
    if (pipe2(pair, O_CLOEXEC) < 0)
        give_up("pipe");
    pid_t program = syscall(SYS_clone, (can_unshare ? CLONE_FILES : 0) | CLONE_PIDFD | SIGCHLD, 0, &pidfd, 0, 0);
    if (program < 0)
        give_up("fork");
    if (program == 0 && !job)
        await_job(talk, go, pair[1]);
    if (program == 0)
        become(job, given, count, pair[1]);
    struct pollfd watched[] = {{pair[0], POLLIN, 0}, {pidfd, POLLIN, 0}};
    while (poll(watched, 2, -1) < 0)
        ;
    if (!(watched[0].revents & POLLIN) || read(pair[0], listener, sizeof *listener) != sizeof *listener) {
        errno = ESRCH;
        give_up("the program's process");
    }
    close(pair[0]);
    close(pair[1]);
    close(pidfd);
    return program;
}

static uint64_t cpu_us(const struct rusage *used)
{
    return (used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000000ULL + used->ru_utime.tv_usec + used->ru_stime.tv_usec;
}

/* The program has ended. What it left running is killed and waited for, as the kernel would at our end; said before the
 * kernel takes the namespaces apart, which takes as long as a short program. */
static void tell_ending(int status)
{
    char message[1 + sizeof(struct ending)] = "X";
    struct ending ending = {.status = status};
    struct rusage own, others;
    pid_t left;
    while ((left = waitpid(-1, NULL, WNOHANG)) > 0)
        ;
    if (left == 0)
        kill(-1, SIGKILL);
    while (left >= 0 || errno == EINTR)
        left = waitpid(-1, NULL, 0);
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &others);
    ending.cpu_us = cpu_us(&own) + cpu_us(&others);
    ending.peak_kib = own.ru_maxrss > others.ru_maxrss ? own.ru_maxrss : others.ru_maxrss;
    memcpy(message + 1, &ending, sizeof ending);
    send_with(reply, message, sizeof message, -1);
}

/* Ends the init when its program ends. */
static void tend(pid_t program, int is_shell, int listener, int signals)
{
    struct pollfd watched[] = {{reply, POLLIN, 0}, {signals, POLLIN, 0}, {listener, POLLIN, 0}};
    for (;;) {
        if (poll(watched, 3, -1) < 0)
            continue;
        if (watched[2].revents & POLLIN)
            refuse(listener);
        else if (watched[2].revents)
            watched[2].fd = -1; /* nobody is left under the filter */
        if (watched[1].revents) {
            struct signalfd_siginfo told;
            int status;
            pid_t ended;
            if (read(signals, &told, sizeof told) < 0)
                continue;
            while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
                if (ended == program) {
                    tell_ending(status);
                    if (lingers)
                        poll(NULL, 0, LINGER_MS);
                    _exit(0);
                }
        }
        if (watched[0].revents) {
            struct job job;
            int none[1];
            if (receive(reply, &job, sizeof job, none, 1) <= 0)
                _exit(0);
            if (job.kind == SIGNAL && is_shell)
                signal_others(program, job.number);
            else if (job.kind == SIGNAL && kill(-program, job.number) < 0)
                kill(program, job.number); /* it has no group of its own yet */
        }
    }
}

/* Of the set's own devpts, so that the program finds it by its name, which is the number that this returns. Its other side
 * goes to the service; `ours` keeps it from hanging up until the program has it. */
static int open_terminal(uint32_t rows, uint32_t columns, int *ours)
{
    struct winsize size = {rows, columns, 0, 0};
    int number, locked = 0, master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || ioctl(master, TIOCSPTLCK, &locked) < 0 || ioctl(master, TIOCGPTN, &number) < 0
        || ioctl(master, TIOCSWINSZ, &size) < 0)
        give_up("opening a terminal");
    char path[32];
    snprintf(path, sizeof path, "/dev/pts/%d", number);
    *ours = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*ours < 0 || hand_out("T", master) < 0)
        give_up(path);
    return number;
}

static void run_shell(const struct parts *job, const int *given, int signals)
{
    int listener;
    say('S', "");
    pid_t program = fork_program(job, given, 5, -1, NULL, &listener);
    for (int i = 0; i < 5; i++)
        close(given[i]);
    tend(program, 1, listener, signals);
}

/* An interpreter that awaits its job, or where none is named a process that becomes the job's program. `go` becomes the
 * end on which it is told that all is ready for it. */
static pid_t fork_ahead(const struct parts *interpreter, int talk, int *go, int *listener)
{
    int pair[2], null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || pipe2(pair, O_CLOEXEC) < 0)
        give_up("forking ahead");
    pid_t program = fork_program(interpreter, (int[]){null, null, null, talk, pair[0]}, 5, talk, pair, listener);
    close(null);
    close(pair[0]);
    *go = pair[1];
    return program;
}

/* Its job has come to the program's own socket, too. */
static void hand_over(pid_t program, int is_warm, int go, int terminal, int listener, int signals)
{
    if (waitpid(program, NULL, WNOHANG) != 0)
        _exit(1); /* it died while it waited; nothing ran, and the service takes another set */
    if (is_warm && !lingers)
        say('S', ""); /* others say so themselves: the service would wake up now and hold them up */
    if (write(go, &terminal, sizeof terminal) != sizeof terminal)
        give_up("the program's process");
    close(go);
    tend(program, 0, listener, signals);
}

/* A shell lives in a pid namespace of its own inside the house, so that its end is the end of all that it started. */
static void start_shell(const struct parts *job, const int *given, int own, int signals)
{
    pid_t init = syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | SIGCHLD, 0, 0, 0, 0);
    if (init == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        close(reply);
        reply = own;
        if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
            give_up("mount proc");
        if (chdir(job->cwd) < 0) {
            say('D', "cwd: %s: %s", job->cwd, strerror(errno));
            _exit(1);
        }
        run_shell(job, given, signals);
    }
    char failed[64];
    if (init < 0)
        send_with(own, failed, 1 + snprintf(failed, sizeof failed, "Eclone: %s", strerror(errno)), -1);
    close(own);
    for (int i = 0; i < 5; i++)
        close(given[i]);
}

static void keep_house(char *data, int signals)
{
    struct pollfd watched[] = {{reply, POLLIN, 0}, {signals, POLLIN, 0}};
    for (;;) {
        if (poll(watched, 2, -1) < 0)
            continue;
        if (watched[1].revents) {
            struct signalfd_siginfo told;
            if (read(signals, &told, sizeof told) > 0)
                while (waitpid(-1, NULL, WNOHANG) > 0)
                    ;
        }
        if (watched[0].revents) {
            int given[7];
            ssize_t size = receive(reply, data, MAX_INLINE, given, 7);
            if (size < (ssize_t)sizeof(struct job))
                _exit(0);
            struct parts job;
            parse(&job, data, size, given[6]);
            start_shell(&job, given, given[5], signals);
            if (job.head.flags & IN_MEMORY_FILE) {
                munmap(job.tail, job.head.tail_bytes);
                close(given[6]);
            }
            free(job.argv), free(job.env), free(job.mounts);
        }
    }
}

/* ---- the init of a set ---- */

static void be_a_set(const char *workspaces, int talk)
{
    sigset_t children;
    int given[2];
    char *data = malloc(MAX_INLINE);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    prctl(PR_SET_NAME, "sandbox-init", 0, 0, 0);
    setsid();
    map_ids();
    build_root(workspaces);
    raise_loopback();
    if (sethostname("sandbox", 7) < 0 && errno != EPERM) /* Docker's seccomp profile refuses it; the container has a name */
        give_up("the host name");
    put("/proc/self/oom_score_adj", "1000");
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    int signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (!data || signals < 0) /* without it no end would be heard of */
        give_up("preparing for a job");
    int go, listener, terminal = -1, ours = -1;
    pid_t program = fork_ahead(NULL, talk, &go, &listener);
    say('R', "");
    ssize_t size = receive(reply, data, MAX_INLINE, given, 2);
    if (size < (ssize_t)sizeof(struct job))
        _exit(0);
    struct parts job;
    parse(&job, data, size, given[0]);
    int is_warm = job.head.kind == WARM;
    if (job.head.kind != PROGRAM) {
        kill(program, SIGKILL); /* nobody needs it */
        waitpid(program, NULL, 0);
        close(go);
        close(listener);
    }
    if (is_warm) {
        program = fork_ahead(&job, talk, &go, &listener);
        size = receive(reply, data, MAX_INLINE, given, 2);
        if (size < (ssize_t)sizeof(struct job))
            _exit(0);
        parse(&job, data, size, given[0]);
    }
    close(talk);
    lingers = job.head.flags & AT_ONCE;
    furnish(&job);
    if (job.head.kind == HOUSE) {
        say('S', "");
        keep_house(data, signals);
    }
    if (chdir(job.cwd) < 0) {
        say('D', "cwd: %s: %s", job.cwd, strerror(errno));
        _exit(1);
    }
    if (job.head.flags & TERMINAL)
        terminal = open_terminal(job.head.rows, job.head.columns, &ours);
    if (is_warm)
        set_limits(program, &job.head); /* they can be lowered later, and not raised; others set their own */
    hand_over(program, is_warm, go, terminal, listener, signals);
}

/* ---- the launcher itself ---- */

static struct { pid_t pid; uint32_t id; } sets[MAX_SETS];

/* `given`: its own socket and its program's. */
static void make_set(int control, uint32_t id, const int *given, const char *workspaces)
{
    int slot = 0;
    unsigned long flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
        | CLONE_NEWCGROUP | SIGCHLD;
    while (slot < MAX_SETS && sets[slot].pid)
        slot++;
    pid_t init = -1;
    errno = EAGAIN;
    if (slot < MAX_SETS)
        init = syscall(SYS_clone, flags, 0, 0, 0, 0);
    if (init == 0) {
        close(control);
        reply = given[0];
        be_a_set(workspaces, given[1]);
    }
    if (init < 0) {
        struct notice notice = {.op = 'F', .id = id, .status = errno};
        send_with(control, &notice, sizeof notice, -1);
    } else {
        sets[slot].pid = init;
        sets[slot].id = id;
    }
    close(given[0]);
    close(given[1]);
}

static void reap(int control)
{
    struct rusage used;
    int status;
    pid_t ended;
    while ((ended = wait4(-1, &status, WNOHANG, &used)) > 0)
        for (int slot = 0; slot < MAX_SETS; slot++)
            if (sets[slot].pid == ended) {
                struct notice notice = {
                    .op = 'X', .id = sets[slot].id, .status = status, .cpu_us = cpu_us(&used), .peak_kib = used.ru_maxrss,
                };
                sets[slot].pid = 0;
                send_with(control, &notice, sizeof notice, -1);
                break;
            }
}

static void *load(int descriptor, size_t *size)
{
    struct stat found;
    if (fstat(descriptor, &found) < 0)
        return NULL;
    *size = found.st_size;
    void *data = malloc(*size + 1);
    ssize_t got = pread(descriptor, data, *size, 0);
    close(descriptor);
    return got == (ssize_t)*size ? data : NULL;
}

int main(int argc, char **argv)
{
    size_t filter_bytes;
    sigset_t children;
    if (argc != 7 && argc != 9) {
        fprintf(stderr, "usage: launcher CONTROL BASE WORKSPACES VIEW_FD FILTER_FD TOLD_FD [UID GID]; the sandbox service starts it\n");
        return 2;
    }
    int control = atoi(argv[1]);
    base = strdup(argv[2]);
    const char *workspaces = strdup(argv[3]);
    view = load(atoi(argv[4]), &view_bytes);
    filter.filter = load(atoi(argv[5]), &filter_bytes);
    filter.len = filter_bytes / sizeof(struct sock_filter);
    told_filter.filter = load(atoi(argv[6]), &filter_bytes);
    told_filter.len = filter_bytes / sizeof(struct sock_filter);
    if (!view || !filter.filter || !told_filter.filter) {
        fprintf(stderr, "launcher: cannot read the view or the filter\n");
        return 1;
    }
    struct rlimit files = {1 << 20, 1 << 20};
    if (setrlimit(RLIMIT_NOFILE, &files) < 0 && getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    can_unshare = syscall(SYS_close_range, ~0U, ~0U, CLOSE_RANGE_UNSHARE) == 0;
    if (argc == 9) {
        gid_t gid = atoi(argv[8]);
        if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(atoi(argv[7]), atoi(argv[7]), atoi(argv[7])) < 0) {
            perror("launcher: dropping root");
            return 1;
        }
        prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* or /proc/self/uid_map would not be ours to write */
    }
    size_t room = argv[argc - 1] + strlen(argv[argc - 1]) - argv[0];
    memset(argv[0], 0, room); /* payloads can read it at /proc/1/cmdline */
    strncpy(argv[0], "sandbox-init", room);
    outer_uid = getuid();
    outer_gid = getgid();
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    fcntl(control, F_SETFD, FD_CLOEXEC);
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    int signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0) {
        perror("launcher: signalfd");
        return 1;
    }
    struct pollfd watched[] = {{control, POLLIN, 0}, {signals, POLLIN, 0}};
    for (;;) {
        if (poll(watched, 2, -1) < 0)
            continue;
        if (watched[1].revents) {
            struct signalfd_siginfo told;
            if (read(signals, &told, sizeof told) > 0)
                reap(control);
        }
        if (watched[0].revents) {
            struct order order;
            int given[2];
            if (receive(control, &order, sizeof order, given, 2) != sizeof order)
                return 0; /* the service is gone; every set asked to die with us */
            make_set(control, order.id, given, workspaces);
        }
    }
}
