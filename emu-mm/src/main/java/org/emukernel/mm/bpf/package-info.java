/** Program packs of the BPF JIT (kernel/bpf/core.c). */
@NullMarked
package org.emukernel.mm.bpf;

import org.jspecify.annotations.NullMarked;
