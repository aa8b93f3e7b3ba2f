/** What lies between a CPU and memory: translation, store buffer and the view of kernel text. */
@NullMarked
package org.emukernel.x86.mem;

import org.jspecify.annotations.NullMarked;
