"""No system call reaches beyond the process: no file, process, network, terminal or memory."""

import errno
import json
import platform
import socket

import pytest

from tests.attacks.conftest import Stopped
from tests.attacks.sources import at_import, each

CALLS = {
    "fork": (57,),
    "vfork": (58,),
    "clone": (56, 0x11, 0, 0, 0, 0),
    "clone a thread": (56, 0x3D0F00, 0, 0, 0, 0),
    "clone3": (435, "buffer", 88),
    "execve": (59, "path", 0, 0),
    "execveat": (322, -100, "path", 0, 0, 0),
    "socket": (41, 1, 1, 0),
    "netlink socket": (41, 16, 3, 0),
    "socketpair": (53, 1, 1, 0, "buffer"),
    "sendmsg on the channel": (46, 3, "buffer", 0),
    "sendto on the channel": (44, 3, "buffer", 1, 0, 0, 0),
    "getsockopt on the channel": (55, 3, 1, 17, "buffer", "buffer"),
    "accept": (43, 3, 0, 0),
    "connect": (42, 3, "buffer", 16),
    "kill everybody": (62, -1, 0),
    "kill the group": (62, 0, 0),
    "kill the parent": (62, 1, 9),
    "kill the neighbour": (62, 2, 9),
    "kill itself": (62, "pid", 0),
    "tgkill": (234, "pid", "pid", 0),
    "tkill": (200, 1, 9),
    "rt_sigqueueinfo": (129, 1, 9, "buffer"),
    "pidfd_open": (434, 1, 0),
    "pidfd_send_signal": (424, 3, 9, 0, 0),
    "pidfd_getfd": (438, 3, 0, 0),
    "F_SETOWN": (72, 3, 8, 1),
    "F_SETOWN_EX": (72, 3, 15, "buffer"),
    "F_SETSIG": (72, 3, 10, 9),
    "F_SETFL with O_ASYNC": (72, 3, 4, 0o20000),
    "F_SETLEASE": (72, 3, 1024, 0),
    "F_NOTIFY": (72, 3, 1026, 1),
    "F_SETPIPE_SZ": (72, 3, 1031, 1 << 20),
    "F_SETLK": (72, 3, 6, "buffer"),
    "flock": (73, 0, 2),
    "TIOCSTI": (16, 0, 0x5412, "buffer"),
    "TIOCSCTTY": (16, 0, 0x540E, 1),
    "TIOCLINUX": (16, 0, 0x541C, "buffer"),
    "FIOASYNC": (16, 3, 0x5452, "buffer"),
    "FIOSETOWN": (16, 3, 0x8901, "buffer"),
    "RNDADDTOENTCNT": (16, 0, 0x40045201, "buffer"),
    "prlimit of the parent": (302, 1, 7, 0, "buffer"),
    "prlimit raising its own": (302, 0, 9, "buffer", 0),
    "setrlimit": (160, 9, "buffer"),
    "setsid": (112,),
    "setpgid": (109, 0, 0),
    "setpriority": (141, 0, 0, -20),
    "sched_setaffinity": (203, 0, 8, "buffer"),
    "sched_setscheduler": (144, 0, 1, "buffer"),
    "ioprio_set": (251, 1, 0, 0),
    "ptrace itself": (101, 0, 0, 0, 0),
    "ptrace the parent": (101, 16, 1, 0, 0),
    "process_vm_readv": (310, 1, "buffer", 1, "buffer", 1, 0),
    "process_vm_writev": (311, 1, "buffer", 1, "buffer", 1, 0),
    "kcmp": (312, 1, 1, 0, 0, 0),
    "io_uring_setup": (425, 8, "buffer"),
    "io_setup": (206, 8, "buffer"),
    "userfaultfd": (323, 0),
    "perf_event_open": (298, "buffer", 0, -1, -1, 0),
    "bpf": (321, 0, "buffer", 48),
    "unshare a user namespace": (272, 0x10000000),
    "setns": (308, 3, 0),
    "mount": (165, "path", "path", 0, 0, 0),
    "move_mount": (429, -100, "path", -100, "path", 0),
    "open_tree": (428, -100, "path", 1),
    "fsopen": (430, "path", 0),
    "pivot_root": (155, "path", "path"),
    "chroot": (161, "path"),
    "chdir": (80, "root"),
    "fchdir": (81, 3),
    "setuid": (105, 0),
    "setresuid": (117, 0, 0, 0),
    "setgroups": (116, 0, 0),
    "capset": (126, "buffer", "buffer"),
    "prctl": (157, 4, 1, 0, 0, 0),
    "arch_prctl": (158, 0x1002, 0),
    "personality": (135, 0x0400000),
    "seccomp": (317, 1, 0, "buffer"),
    "landlock_create_ruleset": (444, "buffer", 8, 0),
    "keyctl": (250, 0, -3, 1),
    "add_key": (248, "path", "path", "buffer", 1, -3),
    "memfd_create": (319, "path", 0),
    "memfd_secret": (447, 0),
    "shmget": (29, 0, 4096, 0o1666),
    "semget": (64, 0, 1, 0o1666),
    "msgget": (68, 7, 0o1666),
    "mq_open": (240, "path", 0o102, 0o666, 0),
    "eventfd2": (290, 0, 0),
    "timerfd_create": (283, 1, 0),
    "timer_create": (222, 1, 0, "buffer"),
    "signalfd4": (289, -1, "buffer", 8, 0),
    "inotify_init1": (294, 0),
    "fanotify_init": (300, 0, 0),
    "epoll_create1": (291, 0),
    "pipe2": (293, "buffer", 0),
    "splice": (275, 3, 0, 0, 0, 1, 0),
    "vmsplice": (278, 3, "buffer", 1, 0),
    "sendfile": (40, 3, 0, 0, 1),
    "copy_file_range": (326, 3, 0, 0, 0, 1, 0),
    "creat": (85, "path", 0o666),
    "open for writing": (2, "path", 0o102, 0o666),
    "openat for writing": (257, -100, "path", 0o102, 0o666),
    "openat of a nameless file": (257, -100, "here", 0o20200002, 0o666),
    "openat2": (437, -100, "path", "buffer", 24),
    "open_by_handle_at": (304, 3, "buffer", 0),
    "name_to_handle_at": (303, -100, "root", "buffer", "buffer", 0),
    "mkdir": (83, "path", 0o777),
    "mknod a device": (133, "path", 0o20666, 0x101),
    "mkfifo": (133, "path", 0o10666, 0),
    "symlink": (88, "root", "path"),
    "link": (86, "root", "path"),
    "rename": (82, "root", "path"),
    "unlink": (87, "path"),
    "rmdir": (84, "here"),
    "chmod": (90, "here", 0o777),
    "chown": (92, "here", 0, 0),
    "utimensat": (280, -100, "here", 0, 0),
    "setxattr": (188, "here", "path", "buffer", 1, 0),
    "truncate": (76, "path", 0),
    "fallocate": (285, 1, 0, 0, 1),
    "executable memory": (9, 0, 4096, 7, 0x22, -1, 0),
    "memory made executable": (10, "page", 4096, 5),
    "pkey_mprotect": (329, "page", 4096, 7, -1),
    "mlockall": (151, 3),
    "reboot": (169, 0xFEE1DEAD, 672274793, 0, 0),
    "sethostname": (170, "path", 1),
    "settimeofday": (164, "buffer", 0),
    "clock_settime": (227, 0, "buffer"),
    "syslog": (103, 3, "buffer", 100),
    "acct": (163, "path"),
    "swapoff": (168, "path"),
    "init_module": (175, "buffer", 1, "path"),
    "kexec_load": (246, 0, 0, 0, 0),
    "quotactl": (179, 0, "path", 0, 0),
    "lookup_dcookie": (212, 0, "buffer", 10),
    "futex_waitv": (449, "buffer", 1, 0, 0, 0),
    "rseq": (334, "buffer", 32, 0, 0),
    "membarrier": (324, 1, 0, 0),
    "set_robust_list": (273, "buffer", 24),
    "process_madvise": (440, 3, "buffer", 1, 4, 0),
    "process_mrelease": (448, 3, 0),
    "cachestat": (451, 3, "buffer", "buffer", 0),
    "a number that is none": (511,),
}
"""System calls of x86-64 by number, with arguments; words stand for addresses."""

CALLING = """
import ctypes, json, os
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
memory = ctypes.create_string_buffer(4096 * 3)
WORDS = {
    "buffer": ctypes.create_string_buffer(256),
    "path": ctypes.create_string_buffer(b"attack"),
    "here": ctypes.create_string_buffer(b"."),
    "root": ctypes.create_string_buffer(b"/"),
    "page": ctypes.c_void_p((ctypes.addressof(memory) + 4095) & ~4095),
}
def attempt(number, *arguments):
    words = [WORDS[a] if a in WORDS else os.getpid() if a == "pid" else a for a in arguments]
    values = [ctypes.c_long(word) if isinstance(word, int) else word for word in words]
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *values)
    return 0 if result >= 0 else ctypes.get_errno()
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are those of x86-64")
def test_every_system_call_that_reaches_out_is_refused(stopped: Stopped) -> None:
    body = f"""
    calls = {CALLS!r}
    refused = {{name: attempt(*call) for name, call in calls.items()}}
    print(json.dumps({{n: e for n, e in refused.items() if e not in (1, 38)}}))
    print(len(refused))
    """
    outcome = stopped(each({"relu": body}, first=CALLING))
    printed = outcome.checks["relu"]["stdout"].splitlines()
    assert printed[1] == str(len(CALLS))
    by_landlock = {"open for writing", "openat for writing", "openat of a nameless file"}
    others = {
        name: code for name, code in json.loads(printed[0]).items() if name not in by_landlock
    }
    assert others == {}
    writing = {code for name, code in json.loads(printed[0]).items() if name in by_landlock}
    assert writing <= {errno.EACCES, errno.EROFS, errno.EOPNOTSUPP}


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are those of x86-64")
@pytest.mark.parametrize("number", [0x40000000 + 39, 0x40000000 + 57])
def test_the_numbers_of_another_architecture_end_the_process(number: int, stopped: Stopped) -> None:
    body = f"attempt({number})\nprint('alive')\nreturn [[0.123]]"
    outcome = stopped(each({"relu": body}, first=CALLING))
    assert outcome.checks["relu"]["status"] in ("crashed", "out_of_memory")
    assert "alive" not in outcome.printed()


PYTHONS = """
import concurrent.futures, multiprocessing, os, pty, shutil, socket, subprocess, tempfile
import threading, urllib.request, _thread, signal, ctypes
def nothing(): pass
ATTEMPTS = {
    "fork": os.fork,
    "pty": pty.fork,
    "subprocess": lambda: subprocess.run(["/bin/true"]),
    "posix_spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "execv": lambda: os.execv("/bin/true", ["true"]),
    "thread": lambda: threading.Thread(target=nothing).start(),
    "bare thread": lambda: _thread.start_new_thread(nothing, ()),
    "pool": lambda: concurrent.futures.ThreadPoolExecutor().submit(nothing).result(1),
    "process": lambda: multiprocessing.get_context("fork").Process(target=nothing).start(),
    "shared memory": lambda: __import__("multiprocessing.shared_memory").shared_memory.SharedMemory(
        create=True, size=10),
    "tcp": lambda: socket.create_connection(("127.0.0.1", PORT), 1),
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "abstract": lambda: socket.socket(socket.AF_UNIX).connect("\\0grader"),
    "the channel as a socket": lambda: socket.socket(fileno=3).send(b"x"),
    "url": lambda: urllib.request.urlopen(f"http://127.0.0.1:{PORT}", timeout=1),
    "temporary file": lambda: tempfile.NamedTemporaryFile(),
    "kill": lambda: os.kill(os.getppid(), signal.SIGTERM),
    "kill all": lambda: os.kill(-1, signal.SIGKILL),
    "nice": lambda: os.nice(-10),
    "pipe": os.pipe,
    "openpty": os.openpty,
    "memfd": lambda: os.memfd_create("x"),
    "remove": lambda: shutil.rmtree("/", ignore_errors=False),
}
ATTEMPTS["system"] = lambda: os.waitstatus_to_exitcode(os.system("true")) == 0 or nothing.absent
"""


def test_nothing_that_python_offers_reaches_out_either(stopped: Stopped) -> None:
    body = """
    import json
    worked = []
    for attempt, carry_out in ATTEMPTS.items():
        try:
            carry_out()
        except Exception:
            continue
        worked.append(attempt)
    print(json.dumps(worked))
    return [[0.123]]
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        port = listening.getsockname()[1]
        first = f"PORT = {port}\n{PYTHONS}"
        outcome = stopped(each({"relu": body}, first=first))
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert json.loads(outcome.checks["relu"]["stdout"]) == []


def test_descriptors_beyond_the_channel_are_not_there(stopped: Stopped) -> None:
    body = """
    import json, os
    found = []
    for number in range(4, 1024):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    kinds = [os.fstat(number).st_mode >> 12 for number in range(4)]
    print(json.dumps([found, kinds]))
    return [[0.123]]
    """
    outcome = stopped(each({"relu": body}))
    device, connection = 0o2, 0o14
    expected = [[], [device] * 3 + [connection]]
    assert json.loads(outcome.checks["relu"]["stdout"].partition("\n")[0]) == expected


def test_handlers_of_signals_and_timers_end_with_the_process(stopped: Stopped) -> None:
    attack = """
    import signal, sys
    for number in range(1, 65):
        try:
            signal.signal(number, lambda *args: None)
        except (OSError, ValueError):
            pass
    signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
    signal.setitimer(signal.ITIMER_PROF, 0.0001, 0.0001)
    signal.alarm(1)
    sys.setswitchinterval(1e-6)
    """
    stopped(at_import(attack))
