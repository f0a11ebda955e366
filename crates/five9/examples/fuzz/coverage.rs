//! Which edges of the program were passed, where it was built to count them.
//!
//! The compiler's `sancov` pass puts a counter at every edge and tells where the counters are. The
//! pass works on stable Rust; without it there are no counters, and outcomes alone guide the search.
#![expect(
    unsafe_code,
    reason = "the compiler hands the counters over as two pointers"
)]

use std::sync::Mutex;

/// Start and length of each table of counters.
static TABLES: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());

/// Called by the start code that the pass adds, once for each part of the program.
///
/// # Safety
/// `start` and `stop` bound one table of bytes that lives as long as the program.
#[unsafe(no_mangle)]
unsafe extern "C" fn __sanitizer_cov_8bit_counters_init(start: *mut u8, stop: *mut u8) {
    let (start, stop) = (start as usize, stop as usize);
    if let Ok(mut tables) = TABLES.lock()
        && !tables.iter().any(|(known, _)| *known == start)
    {
        tables.push((start, stop - start));
    }
}

/// Returns how many edges there are; 0 means that the program was built without counters.
pub(crate) fn n_edges() -> usize {
    let tables = TABLES.lock().expect("nobody panics with it");
    tables.iter().map(|(_, length)| length).sum()
}

/// Sets all counters to zero, and gives each that was not zero to `passed`, with its index.
pub(crate) fn take(mut passed: impl FnMut(usize, u8)) {
    let tables = TABLES.lock().expect("nobody panics with it").clone();
    let mut first_idx = 0;
    for (start, length) in tables {
        let table = start as *mut u8;
        let mut offset = 0;
        while offset < length {
            let n_bytes = (length - offset).min(8);
            // SAFETY: offset and n_bytes stay within the table, which nobody frees. The counters
            // are written by the program's own single thread, and never while this reads.
            let is_quiet =
                n_bytes == 8 && unsafe { table.add(offset).cast::<u64>().read_unaligned() } == 0;
            if !is_quiet {
                for at in offset..offset + n_bytes {
                    // SAFETY: as above.
                    let count = unsafe { table.add(at).replace(0) };
                    if count != 0 {
                        passed(first_idx + at, count);
                    }
                }
            }
            offset += n_bytes;
        }
        first_idx += length;
    }
}
