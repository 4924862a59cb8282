//! Headers that change on the way: who is asking is told to the backend, and what concerns one connection only
//! (RFC 9110, section 7.6.1) goes no further.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use movie_guru_pages::Base;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

const HOP_BY_HOP: [HeaderName; 9] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// Not a user's to send: the coach's token, and other ways to say who is asking. Which site's page asks is judged here, by
/// the name that we were called by; the backend is called by another one.
const NOT_PASSED_ON: [HeaderName; 6] = [
    header::AUTHORIZATION,
    header::FORWARDED,
    header::ORIGIN,
    HeaderName::from_static("sec-fetch-site"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("x-forwarded-port"),
];

/// Who is believed about who is asking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peers {
    /// Whether a load balancer stands in front, whose `X-Forwarded-…` are true.
    pub(crate) behind_proxy: bool,
}

impl Peers {
    /// The address of the client: the connection's, or, behind a load balancer, the one that it added last.
    pub(crate) fn client(self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let told = || headers.get_all(FORWARDED_FOR).iter().next_back()?.to_str().ok()?.rsplit(',').next();
        let believed = if self.behind_proxy { told() } else { None };
        believed.and_then(|address| address.trim().parse().ok()).unwrap_or(peer)
    }
}

/// Makes a client's headers those that the backend gets.
pub(crate) fn for_backend(headers: &mut HeaderMap, peer: IpAddr, peers: &Peers) {
    strip_hop_by_hop(headers);
    let client = peers.client(peer, headers);
    let scheme = headers.get(FORWARDED_PROTO).filter(|scheme| peers.behind_proxy && *scheme == "https");
    let scheme = HeaderValue::from_static(if scheme.is_some() { "https" } else { "http" });
    NOT_PASSED_ON.iter().for_each(|name| _ = headers.remove(name));
    headers.insert(FORWARDED_PROTO, scheme);
    if let Ok(client) = HeaderValue::from_str(&client.to_string()) {
        headers.insert(FORWARDED_FOR, client);
    }
    headers.remove(FORWARDED_HOST);
    if let Some(host) = headers.remove(header::HOST) {
        headers.insert(FORWARDED_HOST, host);
    }
}

/// Takes away what concerns one connection only, the headers that `Connection` names among them.
pub(crate) fn strip_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    HOP_BY_HOP.iter().chain(&named).for_each(|name| _ = headers.remove(name));
}

/// Makes cookies for the whole site those of the app alone, where it is below a path: another team's app may be beside it.
pub(crate) fn keep_cookies_below(base: &Base, headers: &mut HeaderMap) {
    if base.path().is_empty() {
        return;
    }
    let attribute = |text: &str| match text.trim().eq_ignore_ascii_case("path=/") {
        true => format!(" Path={}", base.path()),
        false => text.to_owned(),
    };
    let below = |cookie: &HeaderValue| {
        let attributes: Vec<_> = cookie.to_str().ok()?.split(';').map(attribute).collect();
        HeaderValue::from_str(&attributes.join(";")).ok()
    };
    let cookies: Vec<_> = headers.get_all(header::SET_COOKIE).iter().filter_map(below).collect();
    headers.remove(header::SET_COOKIE);
    headers.extend(cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_forged_address_is_not_believed() {
        let mut forged = headers(&[
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-proto", "https"),
            ("forwarded", "for=203.0.113.9"),
            ("authorization", "Bearer x"),
        ]);
        for_backend(&mut forged, PEER, &Peers { behind_proxy: false });
        assert_eq!(forged["x-forwarded-for"], "127.0.0.1");
        assert_eq!(forged["x-forwarded-proto"], "http");
        assert!(!forged.contains_key("forwarded") && !forged.contains_key("authorization"));
    }

    #[test]
    fn behind_a_load_balancer_the_address_it_added_counts() {
        let mut told = headers(&[("x-forwarded-for", "1.2.3.4, 203.0.113.9"), ("x-forwarded-proto", "https")]);
        for_backend(&mut told, PEER, &Peers { behind_proxy: true });
        assert_eq!(told["x-forwarded-for"], "203.0.113.9");
        assert_eq!(told["x-forwarded-proto"], "https");
    }

    #[test]
    fn below_a_path_a_cookie_is_the_apps_own() {
        let sent = [("set-cookie", "movieguru=a/b; HttpOnly; Path=/; Max-Age=0"), ("set-cookie", "other=path=/")];
        let mut cookies = headers(&[]);
        cookies.extend(sent.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))));
        let untouched = cookies.clone();
        keep_cookies_below(&Base::default(), &mut cookies);
        assert_eq!(cookies, untouched);
        keep_cookies_below(&"/team-7/app".parse().unwrap(), &mut cookies);
        let cookies: Vec<_> = cookies.get_all("set-cookie").iter().collect();
        assert_eq!(cookies, ["movieguru=a/b; HttpOnly; Path=/team-7/app; Max-Age=0", "other=path=/"]);
    }

    #[test]
    fn what_concerns_one_connection_goes_no_further() {
        let mut hop =
            headers(&[("connection", "close, x-mine"), ("x-mine", "1"), ("te", "trailers"), ("x-other", "2")]);
        strip_hop_by_hop(&mut hop);
        assert_eq!(hop, headers(&[("x-other", "2")]));
    }
}
