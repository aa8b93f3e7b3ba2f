/** The system call path: entry_SYSCALL_64 and do_syscall_64(). */
@NullMarked
package org.emukernel.entry.syscall;

import org.jspecify.annotations.NullMarked;
