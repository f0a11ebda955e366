//! The native transport against a scripted TLS server on the loopback.
//!
//! The server answers from a list, in order, and keeps every request as it came.

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use five9::Error;
    use five9::endpoint::{GetCalls, GetLoginState, LoginPolicy, MakeExternalCall};
    use five9::event::Event;
    use five9::http::Lost;
    use five9::id::{AgentId, CampaignId, ClientKey, StationId};
    use five9::model::{Authority, StationChoice, StationType};
    use five9::native::{Client, Config, SocketError, StartError, Trust};
    use futures_util::{SinkExt, StreamExt};
    use rustls::ServerConfig;
    use rustls::crypto::ring;
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::server::TlsStream;
    use tokio_tungstenite::accept_async;
    use tokio_tungstenite::tungstenite::Message;

    const METADATA: &str = include_str!("fixtures/replies/metadata.json");
    const CONNECTED: &str = include_str!("fixtures/events/connected.json");
    const PONG: &str = include_str!("fixtures/events/pong.json");

    #[tokio::test]
    async fn a_login_keeps_cookies_token_and_farm_for_the_host_of_the_metadata() {
        let login = "Set-Cookie: BIGipServer=b; Path=/\r\n\
                     Set-Cookie: Authorization=c; Domain=five9.com; Path=/\r\n";
        let server = Server::start(vec![ok(login, METADATA), ok("", "\"WORKING\"")]).await;
        let client = server.client();
        let metadata = client
            .login("agent@example.com", "secret", LoginPolicy::ForceIn)
            .await;
        let agent = metadata.unwrap().user_id;
        client.execute(&GetLoginState { agent }).await.unwrap();

        let requests = server.requests();
        assert!(requests[0].starts_with("post /appsvcs/rs/svc/auth/login http/1.1"));
        assert!(
            requests[0].contains("\r\nhost: app.five9.com\r\n"),
            "{}",
            requests[0]
        );
        assert!(!requests[0].contains("\r\ncookie:"), "{}", requests[0]);
        assert!(
            requests[0].contains("\"policy\":\"forcein\""),
            "{}",
            requests[0]
        );
        assert!(
            requests[1].contains("\r\nhost: app-atl.five9.com\r\n"),
            "{}",
            requests[1]
        );
        assert!(
            requests[1].contains("\r\ncookie: authorization=c\r\n"),
            "host-only stays"
        );
        assert!(
            requests[1].contains("\r\nauthorization: bearer-a7da20a5-"),
            "{}",
            requests[1]
        );
        assert!(
            requests[1].contains("\r\nfarmid: 149\r\n"),
            "{}",
            requests[1]
        );
        assert!(
            !requests[1].contains("\r\ncontent-type:"),
            "no body, no type"
        );
    }

    #[tokio::test]
    async fn a_lost_answer_is_not_repeated() {
        let server = Server::start(vec![Answer::Cut, ok("", "")]).await;
        let result = server.client().execute(&dial()).await;
        assert_eq!(result, Err(Error::NoAnswer { lost: Lost::Cut }));
        assert_eq!(server.requests().len(), 1);
    }

    #[tokio::test]
    async fn an_answer_that_takes_too_long_is_lost() {
        let server = Server::start(vec![Answer::Never]).await;
        let client = server.client_with(Duration::from_millis(200), Trust::AnyServer);
        let result = client.execute(&dial()).await;
        assert_eq!(
            result,
            Err(Error::NoAnswer {
                lost: Lost::Timeout
            })
        );
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_offline() {
        let server = Server::start(vec![]).await;
        let client = server.client();
        server.stop().await;
        let result = client.execute(&dial()).await;
        assert_eq!(
            result,
            Err(Error::NoAnswer {
                lost: Lost::Offline
            })
        );
    }

    #[tokio::test]
    async fn a_refusal_keeps_its_wait() {
        let text = "HTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n";
        let server = Server::start(vec![Answer::Text(text.to_owned())]).await;
        let agent = AgentId::new("3578927");
        let error = server
            .client()
            .execute(&GetCalls { agent })
            .await
            .unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    }

    #[tokio::test]
    async fn a_server_is_believed_by_its_certificate() {
        let server = Server::start(vec![ok("", ""), ok("", "")]).await;
        let long = Duration::from_secs(10);
        let stranger = server.client_with(long, Trust::System);
        let result = stranger.execute(&dial()).await;
        assert_eq!(
            result,
            Err(Error::NoAnswer {
                lost: Lost::Offline
            })
        );
        assert!(server.requests().is_empty());
        let trust = Trust::SystemAnd {
            pem: server.certificate_pem.clone(),
        };
        let known = server.client_with(long, trust);
        assert_eq!(known.execute(&dial()).await, Ok(()));
    }

    #[tokio::test]
    async fn work_starts_with_a_station_and_ends_in_working() {
        let script = ["\"SELECT_STATION\"", "", "\"WORKING\""];
        let server = Server::start(script.map(|body| ok("", body)).to_vec()).await;
        let agent = AgentId::new("3578927");
        server
            .client()
            .start_work(&agent, &empty_station())
            .await
            .unwrap();
        let lines: Vec<_> = server.requests().iter().map(|r| first_line(r)).collect();
        let base = "/appsvcs/rs/svc/agents/3578927";
        let expected = [
            format!("get {base}/login_state http/1.1"),
            format!("put {base}/session_start http/1.1"),
            format!("get {base}/login_state http/1.1"),
        ];
        assert_eq!(lines, expected);
    }

    #[tokio::test]
    async fn notices_are_accepted_on_the_way_to_work() {
        let notices = include_str!("fixtures/replies/maintenance_notices.json");
        let script = ["\"ACCEPT_NOTICE\"", notices, "", "", "\"WORKING\""];
        let server = Server::start(script.map(|body| ok("", body)).to_vec()).await;
        let agent = AgentId::new("3578927");
        let working = server.client().start_work(&agent, &empty_station()).await;
        working.unwrap();
        assert!(first_line(&server.requests()[3]).contains("/maintenance_notices/8214/accept"));
    }

    #[tokio::test]
    async fn work_does_not_start_in_a_state_that_nothing_is_known_of() {
        let server = Server::start(vec![ok("", "\"SELECT_SOMETHING_NEW\"")]).await;
        let agent = AgentId::new("3578927");
        let result = server.client().start_work(&agent, &empty_station()).await;
        assert!(matches!(result, Err(StartError::Stuck(_))), "{result:?}");
    }

    #[tokio::test]
    async fn the_socket_speaks_text_pings_and_events() {
        let server = Server::start(vec![Answer::Socket]).await;
        let mut socket = server
            .client()
            .open_socket(&ClientKey::new("k1"))
            .await
            .unwrap();
        assert_eq!(socket.next().await, Ok(Event::Connected));
        socket.ping().await.unwrap();
        assert_eq!(socket.next().await, Ok(Event::Pong));
        assert_eq!(socket.next().await, Err(SocketError::Closed { code: None }));
    }

    #[tokio::test]
    async fn a_socket_without_a_session_is_refused_with_its_status() {
        let text = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
        let server = Server::start(vec![Answer::Text(text.to_owned())]).await;
        let result = server.client().open_socket(&ClientKey::new("k1")).await;
        assert_eq!(result.unwrap_err(), SocketError::Refused { status: 401 });
        assert!(server.requests()[0].starts_with("get /appsvcs/ws/k1 http/1.1"));
    }

    #[derive(Clone)]
    enum Answer {
        Text(String),
        Cut,
        Never,
        /// Upgrades, says 1010, answers one ping, closes.
        Socket,
    }

    struct Server {
        address: SocketAddr,
        certificate_pem: String,
        /// In lower case, since header names have no case.
        requests: Arc<Mutex<Vec<String>>>,
        task: tokio::task::JoinHandle<()>,
    }

    impl Server {
        async fn start(script: Vec<Answer>) -> Self {
            let names = vec!["*.five9.com".to_owned()];
            let certified = rcgen::generate_simple_self_signed(names).unwrap();
            let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
            let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(
                    vec![certified.cert.der().clone()],
                    PrivateKeyDer::Pkcs8(key),
                )
                .unwrap();
            let acceptor = TlsAcceptor::from(Arc::new(config));
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let requests = Arc::new(Mutex::new(Vec::new()));
            let log = Arc::clone(&requests);
            let task = tokio::spawn(async move {
                let mut script = script.into_iter();
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    // A client that does not believe us ends the handshake.
                    if let Ok(stream) = acceptor.accept(stream).await {
                        answer(stream, script.next(), &log).await;
                    }
                }
            });
            Self {
                address,
                certificate_pem: certified.cert.pem(),
                requests,
                task,
            }
        }

        fn client(&self) -> Client {
            self.client_with(Duration::from_secs(10), Trust::AnyServer)
        }

        fn client_with(&self, timeout: Duration, trust: Trust) -> Client {
            let login = Authority {
                host: "app.five9.com".to_owned(),
                port: 443,
            };
            let connect_to = Some(self.address);
            Client::new(Config {
                login,
                connect_to,
                trust,
                timeout,
            })
            .unwrap()
        }

        fn requests(&self) -> Vec<String> {
            self.requests.lock().unwrap().clone()
        }

        async fn stop(self) {
            self.task.abort();
            assert!(self.task.await.unwrap_err().is_cancelled());
        }
    }

    async fn answer(
        mut stream: TlsStream<tokio::net::TcpStream>,
        answer: Option<Answer>,
        log: &Mutex<Vec<String>>,
    ) {
        match answer {
            Some(Answer::Socket) => speak_socket(stream).await,
            Some(Answer::Text(text)) => {
                keep(&mut stream, log).await;
                stream.write_all(text.as_bytes()).await.unwrap();
                stream.shutdown().await.unwrap();
            }
            Some(Answer::Never) => {
                keep(&mut stream, log).await;
                // The client goes away first.
                while stream.read_u8().await.is_ok() {}
            }
            Some(Answer::Cut) | None => keep(&mut stream, log).await,
        }
    }

    async fn speak_socket(stream: TlsStream<tokio::net::TcpStream>) {
        let mut socket = accept_async(stream).await.unwrap();
        socket.send(Message::text(CONNECTED)).await.unwrap();
        let ping = socket.next().await.unwrap().unwrap();
        assert_eq!(ping, Message::text("ping"));
        socket.send(Message::text(PONG)).await.unwrap();
        socket.close(None).await.unwrap();
    }

    /// Reads head and body of one request.
    async fn keep(stream: &mut TlsStream<tokio::net::TcpStream>, log: &Mutex<Vec<String>>) {
        let mut bytes = Vec::new();
        loop {
            bytes.push(stream.read_u8().await.unwrap());
            if bytes.ends_with(b"\r\n\r\n") {
                break;
            }
        }
        let head = String::from_utf8(bytes).unwrap().to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        stream.read_exact(&mut body).await.unwrap();
        let body = String::from_utf8(body).unwrap().to_ascii_lowercase();
        log.lock().unwrap().push(head + &body);
    }

    fn ok(headers: &str, body: &str) -> Answer {
        let length = body.len();
        Answer::Text(format!(
            "HTTP/1.1 200 OK\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        ))
    }

    fn first_line(request: &str) -> String {
        request.lines().next().unwrap().to_owned()
    }

    fn dial() -> MakeExternalCall {
        MakeExternalCall {
            agent: AgentId::new("3578927"),
            number: "+12025550101".to_owned(),
            campaign: CampaignId::new("1137597"),
        }
    }

    fn empty_station() -> StationChoice {
        StationChoice {
            station_id: StationId::new(""),
            station_type: StationType::Empty,
        }
    }
}
