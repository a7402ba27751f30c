"""Limits of a process that reads files nobody has vetted: memory, processor time, no crash dialogs.

Enters: numbers. Leaves: nothing; the process is limited from then on, as far as its system can. Linux holds to every
limit. Windows holds to the memory limit (a job object) and shows no dialog when the process breaks down. macOS knows no
limit of memory: there the limits of the readers themselves, and the time limit of whoever waits, have to do.
Must not know: files.
"""

import contextlib
import sys

OUT_OF_MEMORY = 33
"""The exit code of a process that did not get the memory it asked for."""
_SPARE_SECONDS = 5
"""Seconds of processor time on top: whoever waits is to end the process first, and only an orphan meets this limit."""


class Ended:
    """The process says: that was all; or at the very start: ready."""

    __slots__ = ()


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _NO_DIALOGS = 0x0001 | 0x0002
    _EXTENDED_LIMITS, _PROCESS_MEMORY = 9, 0x0100

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def limit_memory(size: int) -> None:
        """At most so many bytes; the job object lives as long as the process."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.SetErrorMode(_NO_DIALOGS)
        limits = _Extended()
        limits.BasicLimitInformation.LimitFlags = _PROCESS_MEMORY
        limits.ProcessMemoryLimit = size
        job = kernel.CreateJobObjectW(None, None)
        if kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)):
            kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())

    def limit_seconds(seconds: float) -> None:
        """Windows ends the process with the pipe that it waits on; nothing more is needed."""

else:
    import resource

    def limit_memory(size: int) -> None:
        """At most so many bytes of addresses, and no core file when the process breaks down."""
        for kind, most in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
            _lower(kind, most)

    def limit_seconds(seconds: float) -> None:
        """At most so many more seconds of processor time, from now on."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + _SPARE_SECONDS)

    def _lower(kind: int, most: int) -> None:
        """Lower a limit, to be raised again; a system that does not know it, or has a lower one, keeps its own."""
        _, ceiling = resource.getrlimit(kind)
        within = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (within, ceiling))
