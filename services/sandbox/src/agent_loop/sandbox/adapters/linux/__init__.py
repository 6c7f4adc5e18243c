"""What every isolation needs of Linux: processes, the seccomp filter, an /etc, canaries and what mends a machine."""
