/** 4-level paging: entry formats, the walk through emulated memory and the access rights. */
@NullMarked
package org.emukernel.x86.paging;

import org.jspecify.annotations.NullMarked;
