package org.emukernel.api.spi;

/**
 * A system call that a user task makes.
 *
 * @param nr its number (arch/x86/entry/syscalls/syscall_64.tbl)
 * @param arg0 first argument, in rdi
 * @param arg1 second argument, in rsi
 * @param arg2 third argument, in rdx
 */
public record SystemCall(long nr, long arg0, long arg1, long arg2) {}
