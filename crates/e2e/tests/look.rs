//! Pictures.
use anyhow::Result;
use e2e::page::{Scheme, Shot};
use e2e::{Stage, Story};
use std::time::Duration;

fn rows(n: usize) -> String {
    let mut text = "Name,Phone,Days out,Grade,Course,Advisor,City,Note\n".to_owned();
    let firsts = [
        "Avery", "Blake", "Casey", "Drew", "Emery", "Finley", "Gray", "Harper", "José", "Łucja",
    ];
    let lasts = [
        "Sample",
        "Example",
        "Placeholder",
        "Specimen",
        "Muster",
        "Prüfer",
        "Trial",
    ];
    for i in 0..n {
        let phone = if i % 17 == 5 {
            "555-01".to_owned()
        } else {
            format!("202-555-01{:02}", i % 100)
        };
        text += &format!(
            "{} {}{},{},{},{},Course {},Advisor {},Town {},Note {}\n",
            firsts[i % 10],
            lasts[i % 7],
            if n > 1000 {
                format!(" {}", i)
            } else {
                String::new()
            },
            phone,
            i % 30,
            ["A", "B", "C", "D"][i % 4],
            i % 12,
            i % 9,
            i % 40,
            i
        );
    }
    text
}

#[tokio::test]
async fn pictures() -> Result<()> {
    let mut stage = Stage::new("pictures");
    stage.deadline = Duration::from_secs(500);
    stage.play(async |story: &mut Story| {
        let page = story.panel.page.clone();
        let out = std::path::PathBuf::from("/tmp/list-shots");
        std::fs::create_dir_all(&out)?;
        let shoot = async |name: &str, wide: &[(u32, Scheme)]| -> Result<()> {
            for (width, scheme) in wide {
                let path = out.join(format!("{name}-{width}-{scheme:?}.png"));
                page.screenshot(&path, Shot { width_px: *width, height_px: 720, pixel_ratio: 1.0, scheme: *scheme }).await?;
            }
            Ok(())
        };
        let both = [(360, Scheme::Light), (480, Scheme::Dark)];
        page.click("tab", "List").await?;
        shoot("empty", &both).await?;
        let folder = tempfile::tempdir()?;
        for n in [1, 40] {
            let path = folder.path().join(format!("people{n}.csv"));
            std::fs::write(&path, rows(n))?;
            story.panel.open_list(&path).await?;
            story.panel.wait_for_text(&format!("{n} people")).await?;
            shoot(&format!("n{n}"), &[(320, Scheme::Light), (360, Scheme::Light), (480, Scheme::Dark), (800, Scheme::Light)]).await?;
        }
        page.click("button", "Casey Placeholder").await?;
        page.click("checkbox", "Select Avery Sample (202) 555-0100").await.ok();
        shoot("open", &both).await?;
        page.click("button", "Filter").await?;
        shoot("filter", &both).await?;
        println!("H {}", page.evaluate("document.documentElement.scrollWidth").await?);
        let path = folder.path().join("people100000.csv");
        std::fs::write(&path, rows(100_000))?;
        story.panel.open_list(&path).await?;
        page.wait_within("document.body.innerText.includes('100\u{202f}000 people') && document.querySelector('[aria-setsize=\"100000\"]') !== null", Duration::from_secs(200)).await?;
        shoot("big", &both).await?;
        page.reload().await?;
        page.evaluate("globalThis.longs = []; new PerformanceObserver((l) => longs.push(...l.getEntries().map((e) => e.duration))).observe({type: 'longtask', buffered: true}); 1").await?;
        page.click("tab", "List").await?;
        let t0 = page.evaluate("performance.now()").await?;
        page.wait_within("document.querySelector('[aria-setsize=\"100000\"]') !== null", Duration::from_secs(60)).await?;
        println!("load until {} (first look {t0}) long {}", page.evaluate("performance.now()").await?, page.evaluate("longs.splice(0)").await?);
        println!("heap {}", page.evaluate("performance.memory.usedJSHeapSize / 1e6").await?);
        let keys = r#"(async () => { const f = document.querySelector('input[type=search]'); const out = [];
          const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
          for (const q of ['zyx', 'jose', 'specimen', '55501', 'avery 99', 'note 77777', 'town 3', 'grqx']) for (let n = 1; n <= q.length; n++) {
            const t = performance.now(); set.call(f, q.slice(0, n)); f.dispatchEvent(new Event('input', {bubbles: true}));
            await new Promise((done) => setTimeout(done)); out.push([q.slice(0, n), Math.round((performance.now() - t) * 10) / 10, document.querySelector('.all small').innerText]); }
          set.call(f, ''); f.dispatchEvent(new Event('input', {bubbles: true})); return out; })()"#;
        println!("keys {}", page.evaluate_within(keys, Duration::from_secs(60)).await?);
        page.evaluate("longs.splice(0); 1").await?;
        let scroll = r#"(async () => { const b = document.querySelector('.rows'); const times = []; for (let i = 0; i < 200; i++) { b.scrollTop = (i * 7919 * 60) % 5900000; const t = performance.now(); await new Promise(requestAnimationFrame); times.push(performance.now() - t); } b.scrollTop = 0; times.sort((a, b) => a - b); return [times[100], times[190], times[199], longs.splice(0)]; })()"#;
        println!("scroll {}", page.evaluate_within(scroll, Duration::from_secs(60)).await?);
        let sort = r#"(async () => { const s = document.querySelector('.sort select'); const out = []; for (const v of ['name', ':Days out', ':Note', 'list']) { s.value = v; const t = performance.now(); s.dispatchEvent(new Event('change', {bubbles: true})); await new Promise((d) => setTimeout(d)); out.push([v, performance.now() - t]); } return out; })()"#;
        println!("sort {}", page.evaluate_within(sort, Duration::from_secs(60)).await?);
        Ok(())
    }).await
}
