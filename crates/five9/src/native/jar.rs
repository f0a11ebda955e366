//! Cookies by the rules of RFC 6265 that matter between Five9's hosts.
//!
//! A cookie without `Domain` goes back to its own host only. Everything here travels over
//! TLS, so `Secure` needs no rule.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// Name, domain and path identify a cookie.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    name: String,
    domain: String,
    path: String,
}

struct Cookie {
    value: String,
    host_only: bool,
    /// Absent means until the client ends.
    expires: Option<SystemTime>,
}

/// The cookies of one session.
#[derive(Default)]
pub(super) struct Jar {
    cookies: BTreeMap<Key, Cookie>,
}

impl Jar {
    /// Keeps what a `Set-Cookie` header of `host` says, or drops what it ends.
    pub(super) fn store(&mut self, host: &str, path: &str, header: &str, now: SystemTime) {
        let mut parts = header.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let host = host.to_ascii_lowercase();
        let mut key = Key {
            name: name.trim().to_owned(),
            domain: host.clone(),
            path: default_path(path).to_owned(),
        };
        let value = value.trim().to_owned();
        let mut cookie = Cookie {
            value,
            host_only: true,
            expires: None,
        };
        let mut max_age_s = None;
        for (attribute, value) in parts.map(|part| part.split_once('=').unwrap_or((part, ""))) {
            let value = value.trim();
            match attribute.trim().to_ascii_lowercase().as_str() {
                "domain" if !value.is_empty() => {
                    key.domain = value.trim_start_matches('.').to_ascii_lowercase();
                    cookie.host_only = false;
                }
                "path" if value.starts_with('/') => key.path = value.to_owned(),
                "max-age" => max_age_s = value.parse::<i64>().ok(),
                "expires" => cookie.expires = httpdate::parse_http_date(value).ok(),
                _ => {}
            }
        }
        if let Some(max_age_s) = max_age_s {
            let length = Duration::from_secs(u64::try_from(max_age_s).unwrap_or(0));
            cookie.expires = Some(now.checked_add(length).unwrap_or(now));
        }
        if !cookie.host_only && !may_set(&host, &key.domain) {
            return;
        }
        if cookie.is_over(now) {
            self.cookies.remove(&key);
        } else {
            self.cookies.insert(key, cookie);
        }
    }

    /// Returns the `Cookie` header for a request; absent means that none belongs there.
    pub(super) fn to_header(&self, host: &str, path: &str, now: SystemTime) -> Option<String> {
        let host = host.to_ascii_lowercase();
        let path = path.split('?').next().unwrap_or(path);
        let mut cookies: Vec<_> = self.cookies.iter().collect();
        cookies.retain(|(key, cookie)| {
            let host_fits = match cookie.host_only {
                true => host == key.domain,
                false => domain_matches(&host, &key.domain),
            };
            host_fits && path_matches(path, &key.path) && !cookie.is_over(now)
        });
        // Longer paths first: the more special cookie is the one that counts.
        cookies.sort_by_key(|(key, _)| std::cmp::Reverse(key.path.len()));
        let pairs = cookies
            .iter()
            .map(|(key, cookie)| format!("{}={}", key.name, cookie.value));
        let header = pairs.collect::<Vec<_>>().join("; ");
        (!header.is_empty()).then_some(header)
    }
}

impl Cookie {
    fn is_over(&self, now: SystemTime) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

/// A host may set cookies for itself and for a domain above it, never for a whole top level.
fn may_set(host: &str, domain: &str) -> bool {
    host == domain || (domain.contains('.') && domain_matches(host, domain))
}

fn domain_matches(host: &str, domain: &str) -> bool {
    let Some(rest) = host.strip_suffix(domain) else {
        return false;
    };
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    rest.is_empty() || (rest.ends_with('.') && !is_address)
}

fn path_matches(path: &str, cookie_path: &str) -> bool {
    let Some(rest) = path.strip_prefix(cookie_path) else {
        return false;
    };
    rest.is_empty() || cookie_path.ends_with('/') || rest.starts_with('/')
}

/// The folder of the request's path.
fn default_path(path: &str) -> &str {
    let path = path.split('?').next().unwrap_or(path);
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(end) => &path[..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGIN: &str = "/appsvcs/rs/svc/auth/login";
    const STATE: &str = "/appsvcs/rs/svc/agents/1/login_state";

    #[test]
    fn a_host_only_cookie_stays_with_its_host() {
        let jar = jar(&[
            "BIGipServer=b; path=/",
            "Authorization=a; Domain=five9.com; Path=/",
        ]);
        let header = header(&jar, "app.five9.com", STATE);
        assert_eq!(header.as_deref(), Some("Authorization=a; BIGipServer=b"));
        let header = self::header(&jar, "app-atl.five9.com", STATE);
        assert_eq!(header.as_deref(), Some("Authorization=a"));
        let header = self::header(&jar, "below.app.five9.com", STATE);
        assert_eq!(header.as_deref(), Some("Authorization=a"));
        assert_eq!(self::header(&jar, "notfive9.com", STATE), None);
    }

    #[test]
    fn a_cookie_for_a_domain_that_is_not_above_the_host_is_refused() {
        for domain in ["example.com", "com", "app-atl.five9.com", "xapp.five9.com"] {
            let jar = jar(&[&format!("a=1; Domain={domain}; Path=/")]);
            assert!(jar.cookies.is_empty(), "{domain}");
        }
        assert_eq!(jar(&["a=1; Domain=.app.five9.com"]).cookies.len(), 1);
    }

    #[test]
    fn a_cookie_that_has_ended_is_dropped() {
        for end in [
            "Max-Age=0",
            "Max-Age=-1",
            "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        ] {
            let jar = jar(&["a=1; Path=/", &format!("a=; Path=/; {end}")]);
            assert_eq!(header(&jar, "app.five9.com", STATE), None, "{end}");
        }
        let jar = jar(&["a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]);
        assert_eq!(header(&jar, "app.five9.com", STATE).as_deref(), Some("a=1"));
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_060);
        assert_eq!(jar.to_header("app.five9.com", STATE, later), None);
    }

    #[test]
    fn a_cookie_goes_to_its_path_and_below() {
        let jar = jar(&["a=1", "b=2; Path=/appsvcs/rs", "c=3; Path=/supsvcs"]);
        let header = |path| header(&jar, "app.five9.com", path);
        assert_eq!(
            header("/appsvcs/rs/svc/auth/metadata").as_deref(),
            Some("a=1; b=2")
        );
        assert_eq!(header(STATE).as_deref(), Some("b=2"));
        assert_eq!(header("/appsvcs/rsx"), None);
    }

    #[test]
    fn a_later_cookie_of_the_same_name_wins() {
        let jar = jar(&["a=1; Path=/", "a=2; Path=/"]);
        assert_eq!(header(&jar, "app.five9.com", STATE).as_deref(), Some("a=2"));
    }

    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000)
    }

    fn jar(headers: &[&str]) -> Jar {
        let mut jar = Jar::default();
        for header in headers {
            jar.store("app.five9.com", LOGIN, header, now());
        }
        jar
    }

    fn header(jar: &Jar, host: &str, path: &str) -> Option<String> {
        jar.to_header(host, path, now())
    }
}
