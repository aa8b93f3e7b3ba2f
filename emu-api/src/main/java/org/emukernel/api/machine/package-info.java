/** What a machine offers to the kernel code that runs on it. */
@NullMarked
package org.emukernel.api.machine;

import org.jspecify.annotations.NullMarked;
