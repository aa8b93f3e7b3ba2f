/** The architecture "x86-64". */
@NullMarked
package org.emukernel.x86;

import org.jspecify.annotations.NullMarked;
