/** How the functions of memory management are written and how they find each other. */
@NullMarked
package org.emukernel.mm.routine;

import org.jspecify.annotations.NullMarked;
