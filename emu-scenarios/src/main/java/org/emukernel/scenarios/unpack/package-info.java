/** Unpacks what is compressed inside of files, for all who read such files. */
@NullMarked
package org.emukernel.scenarios.unpack;

import org.jspecify.annotations.NullMarked;
